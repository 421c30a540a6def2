namespace McpGateway.Fuzz;

/// <summary>Takes away from a failing input whatever it fails without.</summary>
internal static class Shrinker
{
    private const int MaxTries = 3000;

    public static byte[] Shrink(FuzzTarget target, byte[] input)
    {
        var tries = 0;
        for (var size = Math.Max(1, input.Length / 2); size > 0 && tries < MaxTries; size = size == 1 && tries > 0 ? 0 : size / 2)
        {
            for (var at = 0; at < input.Length && tries < MaxTries; tries++)
            {
                byte[] smaller = [.. input.AsSpan(0, at), .. input.AsSpan(Math.Min(input.Length, at + size))];
                if (Judge.Try(target, smaller).Problem is null)
                {
                    at += size;
                }
                else
                {
                    input = smaller;
                }
            }
        }

        return input;
    }
}
