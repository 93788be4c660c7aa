# One image for every process of the platform; docker-compose.yml says which command each container runs.
FROM python:3.11-slim-bookworm

ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /kumiki

COPY requirements.lock ./
RUN pip install --no-cache-dir --no-deps --require-hashes -r requirements.lock

COPY supergraph.yaml router.services.yaml ./
COPY schema schema
COPY migrations migrations
COPY router router
COPY subgraphs subgraphs
COPY kumiki kumiki
RUN python -m compileall -q router subgraphs kumiki \
    && useradd --system --home-dir /kumiki/var kumiki \
    && install -d -o kumiki -g kumiki -m 0700 /kumiki/var /kumiki/var/objects
USER kumiki

CMD ["python", "-m", "kumiki", "--help"]
