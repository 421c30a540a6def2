namespace McpGateway.Core.Discovery.Embeddings.Bert;

/// <summary>The exact activation x · Φ(x), not its tanh approximation.</summary>
internal static class Gelu
{
    public static void Apply(Span<float> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = 0.5f * values[i] * (1 + Erf(values[i] * 0.70710678f));
        }
    }

    /// <summary>Abramowitz and Stegun 7.1.26: off by less than 1.5e-7.</summary>
    private static float Erf(float x)
    {
        var magnitude = MathF.Abs(x);
        var t = 1 / (1 + (0.3275911f * magnitude));
        var series = ((((((((1.061405429f * t) - 1.453152027f) * t) + 1.421413741f) * t) - 0.284496736f) * t) + 0.254829592f) * t;
        return MathF.CopySign(1 - (series * MathF.Exp(-magnitude * magnitude)), x);
    }
}
