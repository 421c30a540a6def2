using Bunit;
using McpGateway.Core.Admission.Webhooks;
using McpGateway.Foundation.Documents;
using McpGateway.Web.Components;
using McpGateway.Web.Pages.Settings;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.Tests.Web.Pages;

/// <summary>Who is asked or told about registrations, as administrators see it in the settings.</summary>
public sealed class WebhooksCardTests : PageRig
{
    private const string Secret = "a-secret-of-the-receiver";

    [Fact]
    public async Task Card_OfAFreshGateway_SaysThatNobodyIsAskedOrTold()
    {
        var card = await OpenAsync();

        Assert.Equal("off", card.Find("[data-gate]").GetAttribute("data-gate"));
        Assert.Contains("No webhook", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Card_Webhooks_HaveTheirLastDeliveryAndNothingSecret()
    {
        await PutAsync("chat", Delivery("failed", "It answered 500", 6), Delivery("delivered", null, 1));
        var card = await OpenAsync();

        var row = card.Find("[data-webhook=chat]");
        Assert.Equal("Failed", row.QuerySelector(".badge.bad")!.TextContent);
        Assert.Contains("https://hooks.example.com/in", row.TextContent, StringComparison.Ordinal);
        await card.Find("[title='Deliveries to chat']").ClickAsync(new MouseEventArgs());

        Assert.Equal(["failed", "delivered"], card.FindAll("[data-delivery]").Select(static line => line.GetAttribute("data-delivery")));
        Assert.Contains("It answered 500", card.Markup, StringComparison.Ordinal);
        Assert.Contains("after 6 attempts", card.Markup, StringComparison.Ordinal);
        Assert.Contains("1 of the last 2 did not arrive", card.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, card.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("key=", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Test_Pressed_SaysThatItIsUnderWay_AndItsDeliveryAppears()
    {
        await PutAsync("chat");
        var card = await OpenAsync();

        await card.Find("[aria-label='Send a test to chat']").ClickAsync(new MouseEventArgs());
        Assert.Equal(ToastTone.Note, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
        await DeliverAsync("chat", Delivery("delivered", null, 1));
        Time.Advance(TimeSpan.FromMilliseconds(250));

        await card.WaitForAssertionAsync(() => Assert.Equal("Delivered", card.Find("[data-webhook=chat] .badge").TextContent));
    }

    [Fact]
    public async Task Card_WebhookOfTheEnvironment_IsThereAndCanBeTried()
    {
        Services.GetRequiredService<IConfiguration>()["REGISTRATION_WEBHOOK_URL"] = "https://hooks.example.com/env";
        var card = await OpenAsync();

        await card.Find("[data-webhook=configured] button").ClickAsync(new MouseEventArgs());

        Assert.Equal(ToastTone.Note, Services.GetRequiredService<Toasts>().Shown[^1].Tone);
    }

    [Fact]
    public async Task Card_OfSomebodyElse_ShowsNone()
    {
        await PutAsync("chat");
        var card = await OpenAsync(isAdmin: false);

        Assert.Contains("Only administrators", card.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Empty(card.FindAll("[data-webhook]"));
    }

    private WebhookDelivery Delivery(string state, string? problem, int attempts) => new()
    {
        Id = $"{state}-{attempts}",
        EventType = "registration",
        AssetType = "server",
        Path = "/mail",
        At = Time.GetUtcNow(),
        Attempts = attempts,
        TriedAt = Time.GetUtcNow(),
        State = state,
        Problem = problem,
    };

    private Task DeliverAsync(string id, params WebhookDelivery[] deliveries) => CommitAsync(
        new DocumentBatch().Put(WebhookRepository.Deliveries, id, new WebhookDeliveries { Deliveries = deliveries }, null));

    private async Task PutAsync(string id, params WebhookDelivery[] deliveries)
    {
        await StartAsync();
        var webhook = new WebhookRecord
        {
            Id = id,
            Name = id,
            Url = "https://hooks.example.com/in?key=" + Secret,
            Events = ["registration"],
            Secret = Secret,
            AuthHeader = "Authorization",
            AuthValue = Secret,
            CreatedBy = "admin",
            CreatedAt = Time.GetUtcNow(),
        };
        await CommitAsync(new DocumentBatch().Put(WebhookRepository.Webhooks, id, webhook, null));
        await DeliverAsync(id, deliveries);
    }

    private async Task<IRenderedComponent<WebhooksCard>> OpenAsync(bool isAdmin = true)
    {
        await StartAsync();
        await PutScopeAsync(isAdmin ? "registry-admins" : "readers", "staff", isAdmin);
        var visitor = await SignInAsync("staff");
        return Render<WebhooksCard>(parameters => parameters.AddCascadingValue(visitor));
    }
}
