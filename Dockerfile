FROM python:3.11-slim AS build
WORKDIR /src
RUN python3 -m venv /opt/askplan
COPY requirements.lock ./
RUN /opt/askplan/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY knowledge ./knowledge
# pip itself is of no use to a running bot.
RUN /opt/askplan/bin/pip install --no-cache-dir --no-deps . \
    && /opt/askplan/bin/python -m pip uninstall --quiet --yes pip

FROM python:3.11-slim
# The timeline picture needs Chinese characters.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-wqy-microhei \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin askplan \
    && install -d -o askplan -g askplan /data
COPY --from=build /opt/askplan /opt/askplan
ENV PATH=/opt/askplan/bin:$PATH PYTHONUNBUFFERED=1
USER 10001
WORKDIR /data
VOLUME /data
CMD ["python", "-m", "bot", "run"]
