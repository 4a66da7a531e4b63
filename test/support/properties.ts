import { configureGlobal } from 'fast-check'

/**
 * Properties are tried with the same examples on every run, so that a run says something about the change and not about
 * the dice. `PROPERTY_SEED=<whole number>` tries others; a failure prints its seed.
 */
configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 2569) })
