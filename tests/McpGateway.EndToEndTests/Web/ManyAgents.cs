using McpGateway.EndToEndTests.Support;

namespace McpGateway.EndToEndTests.Web;

/// <summary>A gateway with thirty agents, of which one each is down, wants a credential, shows another card, or is switched off.</summary>
public sealed class ManyAgents : SharedGateway
{
    private static readonly string[] Names =
    [
        "flight-booking", "hotel-booking", "train-tickets", "car-rental", "visa-advice", "travel-insurance", "weather-outlook",
        "currency-desk", "expense-review", "invoice-intake", "payroll-help", "contract-reader", "translation-desk", "meeting-notes",
        "calendar-care", "mail-triage", "incident-response", "log-search", "deploy-watch", "test-triage", "code-review", "doc-writer",
        "data-quality", "report-builder", "sales-forecast", "lead-scoring", "support-answers", "refund-desk", "stock-levels",
        "route-planning",
    ];

    private Uri _cards = null!;

    /// <summary>The agent shows another card from now on, and the gateway has fetched it.</summary>
    internal async Task ChangeCardAsync(string name)
    {
        await SetAsync(name, "changed");
        using var refreshed = await Gateway.Client.PostAsync(
            new Uri($"/api/agents/{name}/card/refresh", UriKind.Relative), null, Cancellation);
        Assert.True(refreshed.IsSuccessStatusCode, await refreshed.Content.ReadAsStringAsync(Cancellation));
    }

    private protected override async Task SeedAsync()
    {
        _cards = Keep(await NodeServer.StartAsync("a2a-cards.mjs", Cancellation)).Address;
        foreach (var name in Names)
        {
            await Gateway.RegisterAgentAsync(
                "/" + name, new(_cards, "/" + name), Cancellation, name != "stock-levels", name.Split('-')[0], "travel");
        }

        await SetAsync("weather-outlook", "down");
        await SetAsync("refund-desk", "locked");
        await ChangeCardAsync("code-review");
    }

    private async Task SetAsync(string name, string state)
    {
        using var client = new HttpClient();
        using var set = await client.GetAsync(new Uri(_cards, $"/set/{name}/{state}"), Cancellation);
        using var check = await Gateway.Client.PostAsync(new Uri($"/api/agents/{name}/health", UriKind.Relative), null, Cancellation);
    }
}
