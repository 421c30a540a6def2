using McpGateway.Cli.Compat.Programs;
using McpGateway.Tests.Architecture;

namespace McpGateway.IntegrationTests.Cli.Compat;

/// <summary>
/// Every command of the Python product's scripts against a running gateway: what it sends, prints and ends with is as kept, and what the
/// gateway answers is what the Python client requires.
/// </summary>
public sealed class TranscriptTests(CompatGateway gateway) : IClassFixture<CompatGateway>
{
    /// <summary>In this order, on one gateway.</summary>
    private static readonly string[] Names =
        ["servers", "groups", "ratings", "scans", "search", "agents", "anthropic", "users", "federation", "other-scripts", "misuse"];

    [Fact]
    public async Task Commands_OnARunningGateway_SendAndPrintWhatIsKept()
    {
        var differences = new List<string>();
        foreach (var transcript in Names.Select(name => new Transcript(name)))
        {
            var now = await transcript.ReplayAsync(gateway.Run, gateway.Mask);
            try
            {
                AcceptedText.Verify(transcript.Path, now, "Scripts rely on what is sent and printed: is the change meant?");
            }
            catch (Xunit.Sdk.FailException different)
            {
                differences.Add(different.Message);
            }
        }

        Assert.Empty(differences);
        Assert.Empty(gateway.Run.All.Where(exchange => !exchange.Path.EndsWith("/mcp", StringComparison.Ordinal))
            .SelectMany(ClientRequirements.Problems).Distinct());
        Assert.All(ClientRequirements.Routes, route => Assert.Contains(gateway.Run.All, exchange =>
            exchange.Status < 300 && ClientRequirements.Matches(route, $"{exchange.Method} {exchange.Path.Split('?')[0]}")));
    }

    [Fact]
    public void RegistryManagement_Has48Commands_EachInATranscript()
    {
        var kept = Names.SkipLast(1).SelectMany(name => new Transcript(name).Commands).Select(Transcript.Split)
            .Where(words => words.Length > 1 && words[0] == "registry_management.py")
            .SelectMany(words => words.Skip(1))
            .ToHashSet(StringComparer.Ordinal);
        var verbs = RegistryManagement.Program.Verbs.Select(verb => verb.Name).ToArray();

        Assert.Equal(48, verbs.Length);
        Assert.All(verbs, verb => Assert.Contains(verb, kept));
    }
}
