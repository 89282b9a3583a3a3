"""OGC SensorThings API 1.1 over the sense engine: one table of entities, one grammar, one compiler, one writer.

Read in this order: `entities` (what there is), `paths` and `options` (what is asked), `compile` (how it becomes SQL),
`query` and `shape` (rows into JSON), `write` and `observing` (what is stored), `door` (HTTP).
"""
