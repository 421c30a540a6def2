using System.Globalization;

namespace RealServerFakeTools.Tools;

/// <summary>Results that look like those of an analysis.</summary>
internal sealed class Analyses(TimeProvider time)
{
    private static readonly string[] AllAnomalies = ["temporal_shift", "causal_loop", "timeline_divergence"];
    private static readonly string[] Impacts = ["LOW", "MEDIUM", "HIGH", "CRITICAL"];
    private static readonly string[] Actions = ["Monitor", "Investigate", "Contain", "Neutralize", "Temporal reset required"];
    private static readonly string[] Activity = ["Regular", "Sporadic", "Intensive", "Declining"];

    public object Flux(FluxRequest request)
    {
        var fate = Fate.Of(request);
        return new
        {
            analysis_id = Id("QFA", fate),
            timestamp = Now(),
            energy_level = request.EnergyLevel,
            stabilization_factor = request.StabilizationFactor,
            temporal_shift_enabled = request.EnableTemporalShift,
            flux_patterns = Enumerable.Range(1, request.EnergyLevel + 2).Select(number => new
            {
                pattern_id = $"P{number}",
                intensity = fate.Between(0.1, 0.9),
                stability = fate.Between(0.2, 1),
            }).ToArray(),
            analysis_summary = "Made-up patterns, analyzed.",
            confidence_score = fate.Between(0.65, 0.98),
        };
    }

    public object Patterns(PatternRequest request)
    {
        var fate = Fate.Of(request);
        return new
        {
            synthesis_id = Id("NPS", fate),
            timestamp = Now(),
            input_pattern_count = request.InputPatterns.Count,
            coherence_threshold = request.CoherenceThreshold,
            dimensions = request.Dimensions,
            synthesized_patterns = request.InputPatterns.Select(pattern => new
            {
                original = pattern,
                synthesized = $"syn_{pattern}_{fate.Whole(100, 999)}",
                coherence_score = Math.Clamp(fate.Between(request.CoherenceThreshold - 0.2, request.CoherenceThreshold + 0.2), 0, 1),
                dimensional_stability = Enumerable.Range(0, request.Dimensions).Select(_ => fate.Between(0.5, 0.95)).ToArray(),
            }).ToArray(),
            overall_synthesis_quality = fate.Between(0.6, 0.95),
            recommended_adjustments = fate.Chance(0.5) ? (string[])["Take more patterns", "Lower the threshold"] : [],
        };
    }

    public object Mapping(MappingRequest request)
    {
        var fate = Fate.Of(request);
        return new
        {
            mapping_id = Id("HDM", fate),
            timestamp = Now(),
            source_coordinates = new
            {
                request.Coordinates.Latitude,
                request.Coordinates.Longitude,
                altitude = request.Coordinates.Altitude ?? (object)"not provided",
            },
            hyper_dimensional_coordinates = Enumerable.Range(1, request.DimensionCount)
                .ToDictionary(static number => $"d{number}", _ => fate.Between(-100, 100), StringComparer.Ordinal),
            reality_anchoring_factor = request.RealityAnchoring,
            stability_assessment = new
            {
                temporal_stability = fate.Between(0.5, 0.9),
                spatial_coherence = fate.Between(0.6, 0.95),
                dimensional_bleed = fate.Between(0.05, 0.3),
            },
            navigation_safety = fate.Chance(0.3) ? "GREEN" : "YELLOW",
            estimated_mapping_accuracy = Percent(fate, 85, 99),
        };
    }

    public object Anomalies(AnomalyRequest request)
    {
        var fate = Fate.Of(request);
        var kinds = request.AnomalyTypes is { Count: > 0 } stated ? stated : AllAnomalies;
        var found = Enumerable.Range(0, fate.Whole(0, request.Sensitivity)).Select(_ => new
        {
            anomaly_id = $"A{fate.Whole(1000, 9999)}",
            type = fate.Pick(kinds),
            severity = fate.Between(0.1, 1),
            temporal_coordinates = new
            {
                t = fate.Between(-10, 10),
                x = fate.Between(-5, 5),
                y = fate.Between(-5, 5),
                z = fate.Between(-5, 5),
            },
            causality_impact = fate.Pick(Impacts),
            recommended_action = fate.Pick(Actions),
        }).ToArray();
        return new
        {
            detection_id = Id("TAD", fate),
            timestamp = Now(),
            timeframe = request.Timeframe,
            sensitivity_level = request.Sensitivity,
            anomaly_types_monitored = kinds,
            anomalies_detected = found.Length,
            anomaly_details = found,
            background_temporal_stability = Percent(fate, 85, 99.9),
            detection_confidence = fate.Between(0.7, 0.98),
        };
    }

    public object Profile(ProfileRequest request)
    {
        var fate = Fate.Of(request);
        var options = request.AnalysisOptions ?? new();
        var interests = request.Profile.Interests ?? [];
        return new
        {
            analysis_id = Id("UPA", fate),
            timestamp = Now(),
            user = new
            {
                request.Profile.Username,
                request.Profile.Email,
                age = request.Profile.Age ?? (object)"not provided",
                interest_count = interests.Count,
            },
            analysis_depth = options.Depth,
            metadata_included = options.IncludeMetadata,
            applied_filters = options.Filters is { Count: > 0 } filters ? filters : (object)"none",
            analysis_results = new
            {
                engagement_score = fate.Between(0, 100),
                activity_pattern = fate.Pick(Activity),
                interest_clusters = interests.Chunk(2).Take(3).Select((cluster, index) => new
                {
                    cluster_name = $"Cluster {index + 1}",
                    interests = cluster,
                    relevance_score = fate.Between(0.5, 0.95),
                }).ToArray(),
                recommendation_categories = (string[])["Documentation", "Tutorials", "Discussions"],
            },
            analysis_quality = Percent(fate, 85, 98),
        };
    }

    private static string Id(string prefix, Fate fate) => $"{prefix}-{fate.Whole(10_000, 99_999)}";

    private static string Percent(Fate fate, double least, double most) =>
        string.Create(CultureInfo.InvariantCulture, $"{fate.Between(least, most):0.00}%");

    private string Now() => time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
}
