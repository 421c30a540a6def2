namespace McpGateway.Storage.Series;

/// <summary>
/// Classes of durations, four to each doubling from 0.01 ms on: 19 % wide, so that the middle of a class is at most 9 % off. Stored: the
/// classes never change.
/// </summary>
internal static class DurationHistogram
{
    public const int Classes = 128;

    private const double Smallest = 0.01;
    private const int PerDoubling = 4;

    /// <summary>0 is everything up to the smallest, not a number included; the last class everything above.</summary>
    public static int ClassOf(double value) => value > Smallest
        ? Math.Clamp((int)Math.Min(Math.Log2(value / Smallest) * PerDoubling, Classes) + 1, 1, Classes - 1)
        : 0;

    /// <summary>The value that stands for a class.</summary>
    public static double ValueOf(int index) =>
        index == 0 ? Smallest : Math.Round(Smallest * Math.Pow(2, (index - 0.5) / PerDoubling), 3);
}
