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

    private protected override async Task SeedAsync()
    {
        var cards = Keep(await NodeServer.StartAsync("a2a-cards.mjs", Cancellation));
        foreach (var name in Names)
        {
            await Gateway.RegisterAgentAsync(
                "/" + name, new(cards.Address, "/" + name), Cancellation, name != "stock-levels", name.Split('-')[0], "travel");
        }

        foreach (var (name, state) in new[] { ("weather-outlook", "down"), ("refund-desk", "locked"), ("code-review", "changed") })
        {
            using var set = await new HttpClient().GetAsync(new Uri(cards.Address, $"/set/{name}/{state}"), Cancellation);
            using var check = await Gateway.Client.PostAsync(
                new Uri($"/api/agents/{name}/health", UriKind.Relative), null, Cancellation);
        }

        using (var refreshed = await Gateway.Client.PostAsync(
            new Uri("/api/agents/code-review/card/refresh", UriKind.Relative), null, Cancellation))
        {
            Assert.True(refreshed.IsSuccessStatusCode, await refreshed.Content.ReadAsStringAsync(Cancellation));
        }
    }
}
