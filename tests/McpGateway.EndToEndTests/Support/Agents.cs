using System.Net;
using System.Net.Http.Json;

namespace McpGateway.EndToEndTests.Support;

/// <summary>Agents, registered through the API.</summary>
internal static class Agents
{
    /// <param name="gateway">Signed in.</param>
    /// <param name="path">Where the gateway serves it.</param>
    /// <param name="card">Address of the agent or of its card.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="enable">Whether it is switched on.</param>
    /// <param name="tags">Words to find it by.</param>
    public static async Task RegisterAgentAsync(
        this GatewayProcess gateway, string path, Uri card, CancellationToken cancellationToken, bool enable = true, params string[] tags)
    {
        using var registered = await gateway.Client.PostAsJsonAsync(
            "/api/agents/register", new { path, card_url = card.AbsoluteUri.TrimEnd('/'), tags }, cancellationToken);
        Assert.True(registered.StatusCode == HttpStatusCode.Created, await registered.Content.ReadAsStringAsync(cancellationToken));
        if (enable)
        {
            using var toggled = await gateway.Client.PostAsync(
                new Uri($"/api/agents{path}/toggle?enabled=true", UriKind.Relative), null, cancellationToken);
            Assert.True(toggled.IsSuccessStatusCode, await toggled.Content.ReadAsStringAsync(cancellationToken));
        }
    }
}
