"""PostgreSQL as Django speaks to it, with a pool whose connections are looked at before they are given out."""
