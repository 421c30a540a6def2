using System.Globalization;

namespace McpGateway.EndToEndTests.Faults;

/// <summary>How often the tests of stops and crashes repeat: <c>FAULT_ROUNDS</c>, or a few.</summary>
internal static class Rounds
{
    public static int Count { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FAULT_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds)
            ? rounds
            : 2;
}
