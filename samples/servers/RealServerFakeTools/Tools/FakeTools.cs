using ModelContextProtocol.Server;
using ServerSupport;

namespace RealServerFakeTools.Tools;

/// <summary>The tools, with the names, arguments and kinds of results of the reference's.</summary>
internal static class FakeTools
{
    public static IReadOnlyList<McpServerTool> All(TimeProvider time)
    {
        var analyses = new Analyses(time);
        return
        [
            new SampleTool<FluxRequest>(
                "quantum_flux_analyzer", "Quantum flux analyzer",
                """
                Analyzes quantum flux patterns. The results are made up.

                Args:
                    energy_level: Energy level of the analysis, 1 to 10.
                    stabilization_factor: Stabilization factor of the flux.
                    enable_temporal_shift: Whether time may shift during the analysis.

                Returns:
                    JSON with the patterns and how sure they are.
                """,
                (request, _) => Task.FromResult(ToolAnswers.JsonText(analyses.Flux(request)))),
            new SampleTool<PatternRequest>(
                "neural_pattern_synthesizer", "Neural pattern synthesizer",
                """
                Synthesizes neural patterns into coherent structures. The results are made up.

                Args:
                    input_patterns: Patterns to synthesize.
                    coherence_threshold: Least coherence of a pattern, 0 to 1.
                    dimensions: Number of dimensions, 1 to 10.

                Returns:
                    Each pattern with what became of it.
                """,
                (request, _) => Task.FromResult(ToolAnswers.Structured(analyses.Patterns(request)))),
            new SampleTool<MappingRequest>(
                "hyper_dimensional_mapper", "Hyper-dimensional mapper",
                """
                Maps a place on earth to more dimensions than it has. The results are made up.

                Args:
                    coordinates: The place: latitude, longitude, and altitude when known.
                    dimension_count: To how many dimensions, 4 to 11.
                    reality_anchoring: How firmly reality holds it, 0.1 to 1.

                Returns:
                    JSON with the coordinates and whether it is safe to go there.
                """,
                (request, _) => Task.FromResult(ToolAnswers.JsonText(analyses.Mapping(request)))),
            new SampleTool<AnomalyRequest>(
                "temporal_anomaly_detector", "Temporal anomaly detector",
                """
                Detects temporal anomalies within a timeframe. The results are made up.

                Args:
                    timeframe: Begin and end.
                    sensitivity: How much counts as an anomaly, 1 to 10.
                    anomaly_types: Which anomalies to look for.

                Returns:
                    The anomalies, how severe each is and what to do.
                """,
                (request, _) => Task.FromResult(ToolAnswers.Structured(analyses.Anomalies(request)))),
            new SampleTool<ProfileRequest>(
                "user_profile_analyzer", "User profile analyzer",
                """
                Analyzes the profile of a user. The results are made up.

                Args:
                    profile: User name, e-mail address, age and interests.
                    analysis_options: How deep, with metadata or not, what to leave out.

                Returns:
                    JSON with scores and clusters of interests.
                """,
                (request, _) => Task.FromResult(ToolAnswers.JsonText(analyses.Profile(request)))),
            new SampleTool<DataRequest>(
                "synthetic_data_generator", "Synthetic data generator",
                """
                Makes records by a schema. The same seed makes the same records.

                Args:
                    schema: Members by name, each with a type: string, integer, number, boolean, date, email or an enum.
                    record_count: How many records, 1 to 1000.
                    seed: Chooses other records.

                Returns:
                    The records.
                """,
                static (request, _) => Task.FromResult(ToolAnswers.Structured(SyntheticData.Make(request)))),
        ];
    }
}
