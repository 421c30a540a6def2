using System.Text.Json;
using McpGateway.Core.Audit.Changes;

namespace McpGateway.Tests.Audit;

/// <summary>What it is called that somebody answers for a finding.</summary>
public sealed class AcceptanceTests
{
    private const string Open = """{"findings":[{"finding":{}},{"finding":{}}]}""";
    private const string Accepted = """{"findings":[{"finding":{}},{"finding":{},"accepted":{"by":"ann"}}]}""";

    [Theory]
    [InlineData(Open, Accepted, "accept")]
    [InlineData(Accepted, Open, "withdraw")]
    [InlineData(Open, Open, null)]
    [InlineData(Accepted, Accepted, null)]
    [InlineData("{}", Open, null)]
    public void Between_Scans_NamesWhatBecameOfFindings(string before, string after, string? expected) =>
        Assert.Equal(expected, Acceptance.Between(JsonElement.Parse(before), JsonElement.Parse(after)));
}
