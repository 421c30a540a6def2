using System.Text.Json.Nodes;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Agents;

/// <summary>The status with which every agent begins, where the operator says so.</summary>
public sealed class EnforcedStatusTests
{
    [Fact]
    public async Task Register_WithEnforcedStatus_BeginsWithItOrIsRefused()
    {
        await using var gateway = await ComposedGateway.StartAsync(("REGISTRATION_ENFORCED_STATUS", "draft"));
        using var admin = await gateway.BearerAsync(ComposedGateway.Administrator);
        static JsonObject Card(string path, string? status)
        {
            var card = AgentClient.Card(path);
            if (status is not null)
            {
                card["status"] = status;
            }

            return card;
        }

        Assert.Equal(201, (await admin.SendAsync("POST", "/api/agents/register", Card("/silent", null))).Status);
        Assert.Equal(201, (await admin.SendAsync("POST", "/api/agents/register", Card("/same", "draft"))).Status);
        Assert.Equal(400, (await admin.SendAsync("POST", "/api/agents/register", Card("/other", "active"))).Status);

        Assert.Equal("draft", await StatusAsync("/silent"));
        Assert.Equal("draft", await StatusAsync("/same"));
        Assert.Equal(404, (await admin.SendAsync("GET", "/api/agents/other")).Status);

        // It is where they begin, not where they stay.
        Assert.Equal(200, (await admin.SendAsync("PUT", "/api/agents/silent", Card("/silent", "active"))).Status);
        Assert.Equal("active", await StatusAsync("/silent"));

        async Task<string?> StatusAsync(string path) =>
            (await admin.SendAsync("GET", "/api/agents" + path)).Body.GetProperty("status").GetString();
    }

    [Fact]
    public async Task Start_WithAnUnknownStatus_IsRefused()
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(
            static () => ComposedGateway.StartAsync(("REGISTRATION_ENFORCED_STATUS", "finished")));

        Assert.Contains("REGISTRATION_ENFORCED_STATUS", refusal.ToString(), StringComparison.Ordinal);
    }
}
