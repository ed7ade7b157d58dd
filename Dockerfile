FROM python:3.11-slim AS build
# The timeline picture needs Chinese characters; only the font itself goes into the image.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-wqy-microhei
WORKDIR /src
RUN python3 -m venv /opt/askplan
COPY requirements.lock ./
RUN /opt/askplan/bin/pip install --no-cache-dir --no-compile --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY knowledge ./knowledge
# Of no use to a running bot, and nearly half of the size: pip itself, the packages' own tests, parts
# of jieba that nobody imports (a neural model, tagging, keywords), colours for source code, what
# only compilers read, and byte code of modules that are never loaded. The commands at the end make
# byte code of the ones that are, and would fail here if something was missing.
RUN /opt/askplan/bin/pip install --no-cache-dir --no-deps --no-compile . \
    && /opt/askplan/bin/python -m pip uninstall --quiet --yes pip setuptools \
    && cd /opt/askplan/lib/python3.11/site-packages \
    && rm -rf jieba/lac_small jieba/posseg jieba/analyse numpy/f2py numpy/distutils pygments \
    && find . -type d \( -name tests -o -name include -o -name __pycache__ \) -prune -exec rm -rf {} + \
    && find . -type f \( -name '*.a' -o -name '*.[ch]' -o -name '*.pyi' -o -name '*.p[xy]d' -o -name '*.pyx' \) -delete
RUN set -e; PATH=/opt/askplan/bin:$PATH; export ASKPLAN_KNOWLEDGE=example; cd /tmp; \
    askplan ask "老旧小区改造谁牵头" "12月底前要完成啥"; askplan new folder; \
    askplan export --xlsx plan.xlsx --ics plan.ics; askplan extract plan.xlsx >extracted; \
    export ASKPLAN_DATABASE_URL=sqlite:////tmp/askplan.db; \
    askplan remind --preview --date 2026-12-20; \
    python -c "from bot.store.database import open_store; open_store('sqlite:////tmp/askplan.db')"; \
    askplan backup askplan.backup; askplan restore askplan.backup; \
    python -c "import bot.app, bot.healthcheck, psycopg.pq, docx, pypdf, selectolax.lexbor"

FROM python:3.11-slim
RUN useradd --uid 10001 --home-dir /data --shell /usr/sbin/nologin askplan \
    && install -d -o askplan -g askplan -m 700 /data
COPY --from=build /usr/share/fonts/truetype/wqy /usr/share/fonts/truetype/wqy
COPY --from=build /usr/share/doc/fonts-wqy-microhei/copyright /usr/share/doc/fonts-wqy-microhei/
COPY --from=build /opt/askplan /opt/askplan
# The only folder that is written to is the volume; nothing is imported from there.
ENV PATH=/opt/askplan/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PYTHONSAFEPATH=1 \
    ASKPLAN_DATABASE_URL=sqlite:////data/askplan.db ASKPLAN_LISTEN=0.0.0.0:8080 \
    CACHE_DIRECTORY=/data/cache
USER 10001
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-m", "bot.healthcheck"]
CMD ["python", "-m", "bot", "run"]
