using System.Globalization;

namespace McpGateway.Load.Scale;

/// <summary>One figure, and its ratio to a yardstick of the same run.</summary>
/// <param name="Part">What grows.</param>
/// <param name="Size">How much of it there is.</param>
/// <param name="Measure">What was measured, with its unit.</param>
/// <param name="Yardstick">What the ratio is to: the same directly, through nginx, or at the smallest size.</param>
internal sealed record ScaleRow(string Part, string Size, string Measure, double Value, string? Yardstick = null, double? Ratio = null)
{
    public const string Heading = "part       size           measure                                  value   ratio";

    public override string ToString()
    {
        var ratio = Ratio is { } known
            ? string.Create(CultureInfo.InvariantCulture, $"{known,7:F2} of {Yardstick}")
            : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Part,-10} {Size,-14} {Measure,-36} {Value,9:F2} {ratio}");
    }
}
