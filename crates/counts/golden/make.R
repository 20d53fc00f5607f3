# Makes the golden figures of the count baselines, distributions and intervals.
# Run in this folder: Rscript make.R
# Needs the R package surveillance.
suppressMessages(library(surveillance))
number <- function(x) ifelse(is.na(x), "null", format(x, digits = 17, trim = TRUE))
array <- function(x) paste0("[", paste(number(x), collapse = ","), "]")

namespace <- asNamespace("surveillance")
original <- get("algo.farrington.fitGLM.flexible", namespace)
# The same fit with the iteration weights left in place, so that summary.glm
# and predict.glm scale the variance by the Pearson dispersion, at least 1.
text <- deparse(original)
text <- sub("model$weights <- omega", "model$weights <- model$weights * phi / summary(model)$dispersion", text, fixed = TRUE)
pearson <- eval(parse(text = text), envir = namespace)
environment(pearson) <- namespace

farrington <- function(counts, frequency, range, variance, ...) {
  fit <- if (variance == "surveillance") original else pearson
  assignInNamespace("algo.farrington.fitGLM.flexible", fit, "surveillance")
  series <- sts(observed = counts, frequency = frequency, start = c(2000, 1))
  control <- list(range = range, glmWarnings = FALSE, ...)
  suppressWarnings(farringtonFlexible(series, control))
}

simulate <- function(seed, n, frequency, mean, amplitude, slope, size) {
  set.seed(seed)
  t <- seq_len(n)
  mu <- mean * exp(amplitude * cos(2 * pi * t / frequency) + slope * t)
  if (is.finite(size)) rnbinom(n, mu = mu, size = size) else rpois(n, mu)
}
data("salmNewport", package = "surveillance")
newport <- rowSums(observed(salmNewport))
series <- list(
  poisson = list(counts = simulate(1, 320, 52, 6, 0.5, 0, Inf), frequency = 52),
  dispersed = list(counts = simulate(2, 320, 52, 12, 0.7, 0.002, 4), frequency = 52),
  sparse = list(counts = simulate(3, 320, 52, 1.5, 0.3, 0, 1), frequency = 52),
  newport = list(counts = as.numeric(newport[1:min(length(newport), 420)]), frequency = 52),
  monthly = list(counts = simulate(4, 84, 12, 20, 0.4, 0.006, 8), frequency = 12)
)
cases <- list()
for (name in names(series)) {
  s <- series[[name]]
  weekly <- s$frequency == 52
  settings <- if (weekly) list(w = 3, noPeriods = 10, past = 26) else list(w = 1, noPeriods = 10, past = 6)
  plain <- if (weekly) list(w = 3, noPeriods = 1, past = 3) else list(w = 1, noPeriods = 1, past = 1)
  last <- length(s$counts)
  # The package needs a range without gaps; every seventh period is kept.
  range <- (s$frequency * 5 + settings$w + 1):last
  kept <- seq(1, length(range), by = 7)
  for (set in list(settings, plain)) for (trend in c(TRUE, FALSE))
    for (threshold in c(0.05, 1)) for (reweight in c(TRUE, FALSE))
      for (variance in c("surveillance", "pearson")) {
        if (!trend && threshold == 1) next
        if (!reweight && variance == "pearson") next
        results <- list()
        for (method in c("delta", "nbPlugin"))
          results[[method]] <- farrington(s$counts, s$frequency, range, variance, b = 5, w = set$w,
            noPeriods = set$noPeriods, pastWeeksNotIncluded = set$past, trend = trend,
            pThresholdTrend = threshold, reweight = reweight, thresholdMethod = method,
            alpha = 0.01, limit54 = c(0, 4))
        delta <- results$delta; plugin <- results$nbPlugin
        limit <- farrington(s$counts, s$frequency, range, variance, b = 5, w = set$w,
            noPeriods = set$noPeriods, pastWeeksNotIncluded = set$past, trend = trend,
            pThresholdTrend = threshold, reweight = reweight, thresholdMethod = "delta", alpha = 0.01)
        cases[[length(cases) + 1]] <- paste0(
          '{"series":"', name, '","half_width":', set$w, ',"seasonal_levels":', set$noPeriods,
          ',"excluded_recent_periods":', set$past, ',"trend":', tolower(trend),
          ',"trend_threshold":', threshold, ',"reweight":', tolower(reweight),
          ',"variance":"', variance, '","at":', array(range[kept] - 1),
          ',"expected":', array(delta@control$expected[kept, 1]),
          ',"upper_bound_power":', array(delta@upperbound[kept, 1]),
          ',"upper_bound_negative_binomial":', array(plugin@upperbound[kept, 1]),
          ',"tail_power":', array(delta@control$pvalue[kept, 1]),
          ',"tail_negative_binomial":', array(plugin@control$pvalue[kept, 1]),
          ',"dispersion":', array(delta@control$phiVector[kept, 1]),
          ',"slope":', array(delta@control$trendVector[kept, 1]),
          ',"suppressed":[', paste(tolower(is.na(limit@upperbound[kept, 1])), collapse = ","), "]}")
      }
}
assignInNamespace("algo.farrington.fitGLM.flexible", original, "surveillance")
listed <- sapply(names(series), function(name) paste0('"', name, '":{"periods_per_year":',
  series[[name]]$frequency, ',"counts":', array(series[[name]]$counts), "}"))
versions <- paste0('"made_by":"R ', getRversion(), ", surveillance ", packageVersion("surveillance"), '"')
writeLines(c(paste0("{", versions, ',"alpha":0.01,"series":{', paste(listed, collapse = ",\n"), '},\n"cases":['),
  paste(cases, collapse = ",\n"), "]}"), "noufaily.json")

# Distribution functions far into the tails.
rows <- c()
for (mean in c(0.05, 1, 7.5, 120, 5000)) for (phi in c(1, 1.2, 4, 30)) {
  size <- mean / (phi - 1)
  for (z in c(-4, -2, -0.5, 0.5, 2, 5, 9)) {
    y <- max(0, round(mean + z * sqrt(phi * mean)))
    lower <- if (phi == 1) ppois(y, mean) else pnbinom(y, size = size, prob = 1 / phi)
    upper <- if (phi == 1) ppois(y - 1, mean, lower.tail = FALSE) else
      pnbinom(y - 1, size = size, prob = 1 / phi, lower.tail = FALSE)
    rows <- c(rows, paste0('{"mean":', mean, ',"dispersion":', phi, ',"y":', y, ',"lower":', number(lower),
      ',"upper":', number(upper), "}"))
  }
}
quantiles <- c()
for (mean in c(0.05, 1, 7.5, 120, 5000)) for (phi in c(1, 1.2, 4, 30)) for (p in c(1e-6, 0.025, 0.5, 0.95, 0.999, 1 - 1e-9)) {
  q <- if (phi == 1) qpois(p, mean) else qnbinom(p, size = mean / (phi - 1), prob = 1 / phi)
  quantiles <- c(quantiles, paste0('{"mean":', mean, ',"dispersion":', phi, ',"p":', number(p), ',"quantile":', q, "}"))
}
# The beta-negative-binomial by numerical integration over the beta law.
beta_rows <- c()
for (case in list(c(0.5, 6, 4.5), c(2, 24, 30.5), c(0.05, 0.6, 0.5), c(10, 520, 200.5), c(1, 1.5, 3.5)))
  for (y in c(1, 3, 10, 40, 200)) {
    f <- function(t) { p <- plogis(t)
      pnbinom(y - 1, size = case[1], prob = p, lower.tail = FALSE) * exp(dbeta(p, case[2], case[3], log = TRUE) +
        plogis(t, log.p = TRUE) + plogis(-t, log.p = TRUE)) }
    # Integrated piecewise, because the mass may sit anywhere on the logit scale.
    cuts <- seq(-80, 30, by = 1)
    value <- sum(mapply(function(a, b) integrate(f, a, b, rel.tol = 1e-11, abs.tol = 0, stop.on.error = FALSE)$value,
      cuts[-length(cuts)], cuts[-1]))
    beta_rows <- c(beta_rows, paste0('{"size":', case[1], ',"alpha":', case[2], ',"beta":', case[3], ',"y":', y,
      ',"upper":', number(value), "}"))
  }
ratio <- c()
for (case in list(c(0, 4, 3, 12), c(5, 4, 0, 12), c(1, 1, 1, 10), c(12, 8, 20, 52), c(300, 13, 5000, 260), c(0, 2, 50, 52)))
  for (level in c(0.9, 0.95, 0.99)) {
    test <- poisson.test(case[c(1, 3)], case[c(2, 4)], conf.level = level)
    ends <- test$conf.int
    ratio <- c(ratio, paste0('{"recent":', case[1], ',"recent_exposure":', case[2], ',"reference":', case[3],
      ',"reference_exposure":', case[4], ',"confidence":', level, ',"lower":', number(ends[1]), ',"upper":',
      ifelse(is.finite(ends[2]), number(ends[2]), "null"), "}"))
  }
binomial <- c()
for (case in list(c(0, 10), c(10, 10), c(1, 7), c(3, 40), c(500, 1200))) for (level in c(0.8, 0.95)) {
  ends <- binom.test(case[1], case[2], conf.level = level)$conf.int
  a <- (1 - level) / 2
  jeffreys <- qbeta(c(a, 1 - a), case[1] + 0.5, case[2] - case[1] + 0.5)
  binomial <- c(binomial, paste0('{"successes":', case[1], ',"trials":', case[2], ',"confidence":', level,
    ',"clopper_pearson":', array(ends), ',"jeffreys":', array(jeffreys), "}"))
}
set.seed(9)
raw <- round(c(runif(8)^3, 0.01, 0.01), 6)
holm <- paste0('{"raw":', array(raw), ',"adjusted":', array(p.adjust(raw, "holm")), "}")
students <- c()
for (df in c(3, 9.5, 80)) for (x in c(-40, -6, -1, 0.3, 2.5, 12))
  students <- c(students, paste0('{"degrees_of_freedom":', df, ',"x":', x, ',"lower":', number(pt(x, df)),
    ',"upper":', number(pt(x, df, lower.tail = FALSE)), "}"))
writeLines(paste0("{", versions, ',\n"tails":[', paste(unique(rows), collapse = ",\n"), '],\n"quantiles":[',
  paste(quantiles, collapse = ",\n"), '],\n"beta_negative_binomial":[', paste(beta_rows, collapse = ",\n"),
  '],\n"student_t":[', paste(students, collapse = ",\n"), '],\n"exact_poisson":[', paste(ratio, collapse = ",\n"),
  '],\n"proportion":[', paste(binomial, collapse = ",\n"), '],\n"holm":', holm, "}"), "distributions.json")
