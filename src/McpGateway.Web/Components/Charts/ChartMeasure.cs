namespace McpGateway.Web.Components.Charts;

/// <summary>One of the things that a chart shows.</summary>
/// <param name="Text">Its name.</param>
/// <param name="Class">Of its bars or line: its colour.</param>
/// <param name="Values">A value for each slot; null where there is none.</param>
public sealed record ChartMeasure(string Text, string Class, IReadOnlyList<double?> Values);
