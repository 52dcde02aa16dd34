# Stage 1: everything that needs build tools. Nothing of it but the finished environment goes on.
FROM python:3.12-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /src
RUN python -m venv /opt/paperround
COPY requirements.lock ./
RUN /opt/paperround/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot bot
COPY scrapers scrapers
COPY store store
RUN /opt/paperround/bin/pip install --no-deps . \
    && /opt/paperround/bin/pip uninstall --yes pip

# Stage 2: what runs. No compiler, no pip, no root.
FROM python:3.12-slim
LABEL org.opencontainers.image.title="Paperround" org.opencontainers.image.licenses="MIT"
RUN pip uninstall --yes pip setuptools wheel 2>/dev/null; \
    useradd --system --uid 10001 --create-home --home-dir /data paperround
COPY --from=build /opt/paperround /opt/paperround
COPY seeds /opt/paperround/share/seeds
ENV PATH=/opt/paperround/bin:$PATH PYTHONUNBUFFERED=1 PAPERROUND_DATABASE_URL=sqlite:////data/paperround.db
USER paperround
WORKDIR /data
VOLUME /data
ENTRYPOINT ["paperround"]
CMD ["--help"]
