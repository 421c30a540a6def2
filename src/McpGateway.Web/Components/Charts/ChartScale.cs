namespace McpGateway.Web.Components.Charts;

/// <summary>The vertical axis of a chart.</summary>
/// <param name="Step">What lies between two grid lines: 1, 2 or 5 times a power of ten.</param>
/// <param name="Top">What the upper edge stands for, a multiple of the step.</param>
internal readonly record struct ChartScale(long Step, long Top)
{
    private const int MostLines = 4;

    /// <summary>The finest scale with at most four grid lines above zero that reaches <paramref name="most"/>.</summary>
    public static ChartScale For(long most)
    {
        most = Math.Max(1, most);
        for (long power = 1; ; power *= 10)
        {
            foreach (var step in (ReadOnlySpan<long>)[power, 2 * power, 5 * power])
            {
                var lines = (most + step - 1) / step;
                if (lines <= MostLines)
                {
                    return new(step, lines * step);
                }
            }
        }
    }

    /// <summary>The grid lines, from zero up.</summary>
    public IEnumerable<long> Lines()
    {
        for (long at = 0; at <= Top; at += Step)
        {
            yield return at;
        }
    }

    /// <summary>A value as a part of the height, in percent.</summary>
    public double HeightOf(double value) => 100.0 * value / Top;
}
