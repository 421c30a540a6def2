using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace RealServerFakeTools.Tools;

internal sealed record FluxRequest(
    [property: Description("Energy level of the analysis."), Range(1, 10)] int EnergyLevel = 5,
    [property: Description("Stabilization factor of the flux.")] double StabilizationFactor = 0.75,
    [property: Description("Whether time may shift during the analysis.")] bool EnableTemporalShift = false);

internal sealed record PatternRequest(
    [property: Description("Patterns to synthesize."), MaxLength(100)] IReadOnlyList<string> InputPatterns,
    [property: Description("Least coherence of a pattern."), Range(0d, 1d)] double CoherenceThreshold = 0.7,
    [property: Description("Number of dimensions."), Range(1, 10)] int Dimensions = 3);

internal sealed record Coordinates(
    [property: Description("Degrees north."), Range(-90d, 90d)] double Latitude,
    [property: Description("Degrees east."), Range(-180d, 180d)] double Longitude,
    [property: Description("Metres above the sea.")] double? Altitude = null);

internal sealed record MappingRequest(
    [property: Description("A place on earth.")] Coordinates Coordinates,
    [property: Description("To how many dimensions it is mapped."), Range(4, 11)] int DimensionCount = 5,
    [property: Description("How firmly reality holds it."), Range(0.1, 1d)] double RealityAnchoring = 0.8);

internal sealed record Timeframe(
    [property: Description("Begin, such as 2026-01-01T00:00:00Z.")] string Start,
    [property: Description("End, such as 2026-01-02T00:00:00Z.")] string End);

internal sealed record AnomalyRequest(
    [property: Description("Where in time to look.")] Timeframe Timeframe,
    [property: Description("How much counts as an anomaly."), Range(1, 10)] int Sensitivity = 7,
    [property: Description("Which anomalies: temporal_shift, causal_loop and timeline_divergence when left out."), MaxLength(20)]
    IReadOnlyList<string>? AnomalyTypes = null);

internal sealed record UserProfile(
    [property: Description("Name of the user.")] string Username,
    [property: Description("Address of the user.")] string Email,
    [property: Description("Age in years."), Range(0, 150)] int? Age = null,
    [property: Description("What the user likes."), MaxLength(100)] IReadOnlyList<string>? Interests = null);

internal sealed record AnalysisOptions(
    [property: Description("How deep to look."), Range(1, 10)] int Depth = 3,
    [property: Description("Whether to tell how it was done.")] bool IncludeMetadata = true,
    [property: Description("What to leave out, by name.")] IReadOnlyDictionary<string, JsonElement>? Filters = null);

internal sealed record ProfileRequest(
    [property: Description("Who is analyzed.")] UserProfile Profile,
    [property: Description("How it is done.")] AnalysisOptions? AnalysisOptions = null);

internal sealed record DataRequest(
    [property: Description("Members of a record by name, each with a type: string, integer, number, boolean, date, email or an enum.")]
    IReadOnlyDictionary<string, JsonElement> Schema,
    [property: Description("How many records to make."), Range(1, 1000)] int RecordCount = 10,
    [property: Description("The same seed makes the same records.")] int? Seed = null);
