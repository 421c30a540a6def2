using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.IntegrationTests.Agents;
using McpGateway.IntegrationTests.Composition;

namespace McpGateway.IntegrationTests.Admission;

/// <summary>What webhooks hear, how it is signed, and what the log of deliveries says.</summary>
public sealed class WebhookTests
{
    private const string Secret = "a secret of the receiver";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RegisterChangeAndRemove_AreToldSignedAndLogged()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await ComposedGateway.StartAsync();
        var made = await MakeAsync(gateway, receiver);
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);

        await gateway.RegisterServerAsync("/told", new Uri("https://upstream.test/mcp?key=hidden-key"));
        var first = await receiver.NextAsync();
        await gateway.RegisterServerAsync("/told", new Uri("https://upstream.test/other"));
        var second = await receiver.NextAsync();
        await gateway.PostAsync("/api/servers/remove", new FormUrlEncodedContent([new("path", "/told")]));
        var third = await receiver.NextAsync();

        Assert.Equal(
            ["registration server admin /told", "update server admin /told", "deletion server admin /told"],
            ((HookReceiver.Posted[])[first, second, third]).Select(static posted =>
                $"{Text(posted.Json, "event_type")} {Text(posted.Json, "registration_type")} {Text(posted.Json, "performed_by")} "
                + Text(posted.Json.GetProperty("card"), "path")));
        Assert.DoesNotContain("hidden-key", first.Text, StringComparison.Ordinal);
        Assert.Equal("Bearer hook-token", first.Headers["Authorization"]);
        first.AssertSigned(Secret);
        await Eventually.UntilAsync(async () => (await DeliveriesAsync(client, made)).Length == 3);
        Assert.All(await DeliveriesAsync(client, made), static delivery => Assert.Equal(
            ("delivered", 200, 1),
            (Text(delivery, "state"), delivery.GetProperty("status").GetInt32(), delivery.GetProperty("attempts").GetInt32())));
    }

    /// <summary>Whoever commits it: what is imported, switched and restored is told as what is registered is.</summary>
    [Fact]
    public async Task ImportSwitchAndRestore_AreTold()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await ComposedGateway.StartAsync();
        await MakeAsync(gateway, receiver);
        string Told(HookReceiver.Posted posted) =>
            $"{Text(posted.Json, "event_type")} {Text(posted.Json, "performed_by")} {Text(posted.Json.GetProperty("card"), "path")}";

        await gateway.PostAsync("/api/servers/import", JsonContent.Create((object[])
        [
            new { path = "/one", server_name = "One", description = "d", proxy_pass_url = "https://upstream.test/mcp" },
            new { path = "/two", server_name = "Two", description = "d", proxy_pass_url = "https://upstream.test/mcp" },
        ]));
        string[] imported = [Told(await receiver.NextAsync()), Told(await receiver.NextAsync())];
        await gateway.PostAsync("/api/servers/toggle", new FormUrlEncodedContent([new("path", "/one"), new("new_state", "true")]));
        var switched = Told(await receiver.NextAsync());

        Assert.Equal(["registration admin /one", "registration admin /two"], imported.Order(StringComparer.Ordinal));
        Assert.Equal("update admin /one", switched);
    }

    [Fact]
    public async Task Delivery_ThatFails_IsTriedAgainUntilItGivesUp()
    {
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = static number => (number == 2 ? 200 : 500, "");
        await using var gateway = await ComposedGateway.StartAsync(
            ("Webhooks:RetryDelay", "00:00:00.010"), ("Webhooks:MaxAttempts", "3"));
        var made = await MakeAsync(gateway, receiver);
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);

        await gateway.RegisterServerAsync("/a", new Uri("https://upstream.test/mcp"));
        await Eventually.UntilAsync(async () => await DeliveriesAsync(client, made) is [var only] && Text(only, "state") == "delivered");
        Assert.Equal(2, (await DeliveriesAsync(client, made))[0].GetProperty("attempts").GetInt32());
        receiver.Answer = static _ => (503, "");
        await gateway.RegisterServerAsync("/b", new Uri("https://upstream.test/mcp"));

        await Eventually.UntilAsync(async () => await DeliveriesAsync(client, made) is [var last, _] && Text(last, "state") == "failed");
        Assert.Equal((503, 3), (
            (await DeliveriesAsync(client, made))[0].GetProperty("status").GetInt32(),
            (await DeliveriesAsync(client, made))[0].GetProperty("attempts").GetInt32()));
        Assert.Equal(5, receiver.Count);
    }

    [Fact]
    public async Task Webhook_OfTheEnvironment_HearsEverything()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await ComposedGateway.StartAsync(
            ("REGISTRATION_WEBHOOK_URL", receiver.Url), ("REGISTRATION_WEBHOOK_SECRET", Secret),
            ("REGISTRATION_WEBHOOK_AUTH_HEADER", "X-Hook"), ("REGISTRATION_WEBHOOK_AUTH_TOKEN", "hook-token"));
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);

        await gateway.RegisterServerAsync("/told", new Uri("https://upstream.test/mcp"));

        var posted = await receiver.NextAsync();
        Assert.Equal("hook-token", posted.Headers["X-Hook"]);
        posted.AssertSigned(Secret);
        await Eventually.UntilAsync(async () => (await DeliveriesAsync(client, "configured")).Length >= 1);
    }

    [Fact]
    public async Task Agent_RegisteredScannedChangedAndRemoved_IsToldSigned()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await ComposedGateway.StartAsync(
            ("REGISTRATION_WEBHOOK_URL", receiver.Url), ("REGISTRATION_WEBHOOK_SECRET", Secret));
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);
        Task<HookReceiver.Posted> NextAsync(string type) => receiver.NextAsync(posted => Text(posted.Json, "event_type") == type);

        Assert.Equal(201, (await client.SendAsync("POST", "/api/agents/register", AgentClient.Card("/helper"))).Status);
        var registered = await NextAsync("registration");
        var scanned = await NextAsync("scan_complete");
        var changed = AgentClient.Card("/helper");
        changed["description"] = "Another description.";
        Assert.Equal(200, (await client.SendAsync("PUT", "/api/agents/helper", changed)).Status);
        var updated = await receiver.NextAsync(static posted => Text(posted.Json, "event_type") == "update"
            && posted.Text.Contains("Another description.", StringComparison.Ordinal));
        Assert.Equal(204, (await client.SendAsync("DELETE", "/api/agents/helper")).Status);
        var removed = await NextAsync("deletion");

        Assert.Equal(
            ["registration agent admin /helper", "scan_complete agent gateway /helper", "update agent admin /helper",
                "deletion agent admin /helper"],
            ((HookReceiver.Posted[])[registered, scanned, updated, removed]).Select(static posted =>
                $"{Text(posted.Json, "event_type")} {Text(posted.Json, "registration_type")} {Text(posted.Json, "performed_by")} "
                + Text(posted.Json.GetProperty("card"), "path")));
        Assert.All((HookReceiver.Posted[])[registered, scanned, updated, removed], static posted => posted.AssertSigned(Secret));
        Assert.True(scanned.Json.GetProperty("scan").GetProperty("is_safe").GetBoolean());
        Assert.False(registered.Json.TryGetProperty("scan", out _));
    }

    [Fact]
    public async Task Webhook_OfTheEnvironment_CanBeTried()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await ComposedGateway.StartAsync(("REGISTRATION_WEBHOOK_URL", receiver.Url));
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);

        using var tested = await client.PostAsync(new Uri("/api/webhooks/configured/test", UriKind.Relative), null, Cancellation);

        Assert.Equal(HttpStatusCode.OK, tested.StatusCode);
        Assert.Equal("test", Text((await receiver.NextAsync()).Json, "event_type"));
    }

    [Fact]
    public async Task Create_WhatDoesNotFit_TellsWhatWasSent_ButNoSecret()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);

        using var answer = await client.PostAsJsonAsync(
            "/api/webhooks", new { name = "", url = "ftp://x", events = (string[])["bogus"], secret = "short-one" }, Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problems = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation)).GetProperty("detail").EnumerateArray();
        Assert.Equal(
            [("name", "\"\""), ("url", "\"ftp://x\""), ("events", "[\"bogus\"]"), ("secret", "\"********\"")],
            problems.Select(static problem => (problem.GetProperty("loc")[1].GetString()!, problem.GetProperty("input").GetRawText())));
    }

    [Fact]
    public async Task Manage_AnswersAndRefusals_ShowNoSecrets()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await ComposedGateway.StartAsync();
        var made = await MakeAsync(gateway, receiver);
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);
        await gateway.CreateGroupAsync("readers", [], new Dictionary<string, string[]>(StringComparer.Ordinal));
        await gateway.CreateUserAsync("una", "readers");
        using var user = await gateway.SignedInAsync("una");

        var listed = await client.GetStringAsync(new Uri("/api/webhooks", UriKind.Relative), Cancellation);
        using var denied = await user.GetAsync(new Uri("/api/webhooks", UriKind.Relative), Cancellation);
        using var metadata = await client.PostAsJsonAsync(
            "/api/webhooks", new { name = "m", url = "http://169.254.169.254/latest" }, Cancellation);
        using var unknown = await client.PostAsJsonAsync(
            "/api/webhooks", new { name = "m", url = "https://h.test", events = (string[])["x"] }, Cancellation);
        using var moved = await client.PutAsJsonAsync(
            "/api/webhooks/" + made, new { name = "moved", url = receiver.Url + "/else", auth_header = "Authorization" }, Cancellation);
        using var tested = await client.PostAsync(new Uri($"/api/webhooks/{made}/test", UriKind.Relative), null, Cancellation);
        var posted = await receiver.NextAsync();
        using var removed = await client.DeleteAsync(new Uri("/api/webhooks/" + made, UriKind.Relative), Cancellation);
        using var gone = await client.GetAsync(new Uri($"/api/webhooks/{made}/deliveries", UriKind.Relative), Cancellation);

        Assert.DoesNotContain(Secret, listed, StringComparison.Ordinal);
        Assert.DoesNotContain("hook-token", listed, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, metadata.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(HttpStatusCode.OK, moved.StatusCode);
        Assert.Equal(HttpStatusCode.OK, tested.StatusCode);
        Assert.Equal("test", Text(posted.Json, "event_type"));
        Assert.False(posted.Headers.GetValueOrDefault("Authorization") == "Bearer hook-token");
        Assert.Equal(HttpStatusCode.OK, removed.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private static async Task<string> MakeAsync(ComposedGateway gateway, HookReceiver receiver)
    {
        var made = await gateway.PostAsync("/api/webhooks", JsonContent.Create(new
        {
            name = "test",
            url = receiver.Url,
            events = (string[])["registration", "update", "deletion"],
            secret = Secret,
            auth_header = "Authorization",
            auth_value = "Bearer hook-token",
        }));
        return made.GetProperty("id").GetString()!;
    }

    private static async Task<JsonElement[]> DeliveriesAsync(HttpClient client, string id)
    {
        var answer = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/webhooks/{id}/deliveries", UriKind.Relative), Cancellation);
        return [.. answer.GetProperty("deliveries").EnumerateArray()];
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
