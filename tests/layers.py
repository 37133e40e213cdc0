"""The rooms of the package, in the order in which they build on each other."""

LAYERS = {
    "model": "",
    "former": "model",
    "parallel": "model",
    "files": "model parallel.processes",
    "text": "model",
    "dates": "model text.words",
    "query": "model text dates.expressions",
    "readers": "model text dates.expressions",
    "store": "model parallel.processes files.atomic files.private",
    "engines": "model parallel files.private text query store",
    "likeness": "model files.private text store",
    "ingest": "model parallel text.words readers store",
    "session": "model parallel.processes files.choices files.locations store engines likeness",
    "search": ("model dates text query store engines likeness.duplicates likeness.sketch session"),
    "curate": (
        "model files.choices text dates.expressions readers.encoding store.follow "
        "engines.opensearch session"
    ),
    "transfer": "model files.atomic text.words readers store ingest.form session",
    "archive": (
        "model query readers store engines "
        "likeness.duplicates ingest session search curate transfer"
    ),
    "render": "model text query engines likeness.duplicates search curate",
    "cli": (
        "model files text query readers store engines.opensearch.address engines.opensearch.access "
        "likeness.duplicates ingest.kinds ingest.report search curate.check curate.edit transfer "
        "archive render"
    ),
    "__main__": "model cli",
    "version": "model query.parse archive",
}
"""Room → what it may import: rooms that stand above it, or one module of them. "version" is the
package itself, which knows its version and, late, the public library."""
