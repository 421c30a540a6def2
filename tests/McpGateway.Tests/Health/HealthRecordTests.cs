using System.Text.Json;
using McpGateway.Core.Health;

namespace McpGateway.Tests.Health;

public sealed class HealthRecordTests
{
    /// <summary>The finding is a member in memory; what earlier releases stored is flat.</summary>
    [Fact]
    public void Record_Stored_HasTheFindingAmongItsMembersAndReadsItBack()
    {
        var record = new HealthRecord("unhealthy: error 301", DateTimeOffset.UnixEpoch)
        {
            Finding = new() { Reason = "It moved.", NeedsCredentials = true, FinalAddress = "https://new.test/mcp" },
        };

        var json = JsonSerializer.Serialize(record, HealthRepository.Health.Json);

        using var members = JsonDocument.Parse(json);
        Assert.Equal(
            ("It moved.", true, "https://new.test/mcp"),
            (members.RootElement.GetProperty("reason").GetString(), members.RootElement.GetProperty("needs_credentials").GetBoolean(),
                members.RootElement.GetProperty("final_address").GetString()));
        Assert.False(members.RootElement.TryGetProperty("finding", out _));
        Assert.Equal(record, JsonSerializer.Deserialize(json, HealthRepository.Health.Json));
    }
}
