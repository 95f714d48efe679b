# The two commands are `make demo` and `make test`; `make help` lists the rest.
# Nothing here needs preparing: dev/bootstrap.sh finds or installs what a target needs.
.PHONY: help demo demo-start demo-stop test test-fast test-long lint look pictures dist \
	bench lock messages mutate

PORT ?= 5000
BOOT = sh dev/bootstrap.sh

help:
	@echo 'make demo        the site with sample data, until Ctrl-C (PORT=5000)'
	@echo 'make demo-start  the same in the background; make demo-stop ends it'
	@echo 'make test        everything that CI runs'
	@echo 'make test-fast   the pure tests: no service, seconds'
	@echo 'make test-long   all tests with the full counts'
	@echo 'make lint        ruff, pyright, djlint'
	@echo 'make look        screenshots and axe of all pages, in .dev/look (LANGUAGE=fr)'
	@echo 'make pictures    the pictures in README and docs, taken anew from the demo'
	@echo 'make bench       times, weights and query counts, each beside a peer'
	@echo 'make mutate      change one sign of the disclosure rules: the tests must see it'
	@echo 'make dist        the wheel and the source archive, in dist'
	@echo 'make lock        renew the locked requirements'
	@echo 'make messages    renew the catalogue for translators'

demo:
	@$(BOOT) java -- python -m dev demo --port '$(PORT)'

demo-start:
	@$(BOOT) java -- python -m dev demo-start --port '$(PORT)'

demo-stop:
	@$(BOOT) -- python -m dev demo-stop

test:
	@$(BOOT) java chromium -- python -m dev check

test-fast:
	@$(BOOT) -- python -m dev check --fast

test-long:
	@$(BOOT) java chromium -- python -m dev check --long

lint:
	@$(BOOT) -- python -m dev lint

look:
	@$(BOOT) java chromium -- python -m dev look --port '$(PORT)' --language '$(LANGUAGE)'

bench:
	@$(BOOT) java -- python -m bench

mutate:
	@$(BOOT) -- python -m dev.mutate

pictures:
	@$(BOOT) java chromium -- python -m dev pictures --port '$(PORT)'

dist:
	@$(BOOT) -- python -m build --no-isolation --outdir dist .

lock:
	@$(BOOT) -- sh dev/lock.sh

messages:
	@$(BOOT) -- python -m dev messages
