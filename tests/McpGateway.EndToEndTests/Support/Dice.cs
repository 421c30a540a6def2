namespace McpGateway.EndToEndTests.Support;

/// <summary>Numbers that look like chance and are the same each time (a linear congruential generator of Knuth's).</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;

    /// <returns>At least 0, below 1.</returns>
    public double NextDouble()
    {
        _state = unchecked((_state * 6364136223846793005UL) + 1442695040888963407UL);
        return (_state >> 11) / (double)(1UL << 53);
    }

    /// <returns>At least 0, below <paramref name="end"/>.</returns>
    public int Next(int end) => (int)(NextDouble() * end);

    /// <returns>At least <paramref name="start"/>, below <paramref name="end"/>.</returns>
    public int Next(int start, int end) => start + Next(end - start);
}
