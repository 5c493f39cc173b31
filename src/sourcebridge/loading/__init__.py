"""From goods to cartons to containers: packing, loading plans and their independent check (domain.md B3).

Owns: ContainerKind, CartonKind, CategoryEstimate. Announces: loading.container.set, loading.carton.set,
loading.estimates.set. Listens to: nothing.
"""
