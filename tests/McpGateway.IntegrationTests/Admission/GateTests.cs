using System.Net;
using System.Net.Http.Json;
using McpGateway.Core.Registry.Servers;
using McpGateway.IntegrationTests.Composition;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Admission;

/// <summary>The endpoint that is asked before something is registered.</summary>
public sealed class GateTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_Allowed_IsStoredAndTheGateWasToldWithoutCredentials()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await StartAsync(
            receiver, ("REGISTRATION_GATE_AUTH_TYPE", "api_key"), ("REGISTRATION_GATE_AUTH_CREDENTIAL", "gate-key-1"));

        Assert.Equal(HttpStatusCode.Created, await RegisterAsync(gateway));

        var asked = await receiver.NextAsync();
        Assert.Equal("gate-key-1", asked.Headers["X-Api-Key"]);
        Assert.Equal(
            ("server", "register", "/api/servers/register", "admin"),
            (asked.Json.GetProperty("asset_type").GetString(), asked.Json.GetProperty("operation").GetString(),
                asked.Json.GetProperty("source_api").GetString(), asked.Json.GetProperty("performed_by").GetString()));
        var payload = asked.Json.GetProperty("registration_payload");
        Assert.Equal(
            ("/gated", "https://upstream.test/mcp"),
            (payload.GetProperty("path").GetString(), payload.GetProperty("proxy_pass_url").GetString()));
        Assert.Equal("X-Upstream-Key", Assert.Single(payload.GetProperty("header_names").EnumerateArray()).GetString());
        Assert.StartsWith(
            "application/x-www-form-urlencoded", asked.Json.GetProperty("request_headers").GetProperty("content-type").GetString(),
            StringComparison.Ordinal);
        Assert.DoesNotContain("upstream-secret", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-in-query", asked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("cookie", asked.Text, StringComparison.OrdinalIgnoreCase);

        Assert.Equal(HttpStatusCode.Created, await RegisterAsync(gateway));
        Assert.Equal("update", (await receiver.NextAsync()).Json.GetProperty("operation").GetString());
    }

    /// <summary>How the gateway proves itself, to a gate that lets nobody in who does not.</summary>
    [Theory]
    [InlineData("none", "")]
    [InlineData("api_key", "X-Gate: gate-secret")]
    [InlineData("bearer", "Authorization: Bearer gate-secret")]
    [InlineData("oauth2_client_credentials", "Authorization: Bearer gate-token")]
    public async Task Register_EachAuthType_ProvesItselfAtTheGate(string type, string expected)
    {
        await using var issuer = await HookReceiver.StartAsync();
        issuer.Answer = static _ => (200, """{"access_token":"gate-token","token_type":"Bearer","expires_in":3600}""");
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await StartAsync(
            receiver, ("REGISTRATION_GATE_AUTH_TYPE", type), ("REGISTRATION_GATE_AUTH_CREDENTIAL", "gate-secret"),
            ("REGISTRATION_GATE_AUTH_HEADER_NAME", "X-Gate"), ("REGISTRATION_GATE_OAUTH2_TOKEN_URL", issuer.Url),
            ("REGISTRATION_GATE_OAUTH2_CLIENT_ID", "the-gateway"), ("REGISTRATION_GATE_OAUTH2_CLIENT_SECRET", "client-secret"),
            ("REGISTRATION_GATE_OAUTH2_SCOPE", "registry.gate"));

        Assert.Equal(HttpStatusCode.Created, await RegisterAsync(gateway));
        Assert.Equal(HttpStatusCode.Created, await RegisterAsync(gateway));

        foreach (var asked in (HookReceiver.Posted[])[await receiver.NextAsync(), await receiver.NextAsync()])
        {
            var proofs = asked.Headers.Where(static header => header.Key is "Authorization" or "X-Gate" or "X-Api-Key")
                .Select(static header => $"{header.Key}: {header.Value}");
            Assert.Equal(expected, string.Join(", ", proofs));
            Assert.DoesNotContain("gate-", asked.Text, StringComparison.Ordinal);
        }

        // The second registration has the token of the first.
        Assert.Equal(type == "oauth2_client_credentials" ? 1 : 0, issuer.Count);
        if (type == "oauth2_client_credentials")
        {
            var request = await issuer.NextAsync();
            Assert.Equal(
                "Basic " + Convert.ToBase64String("the-gateway:client-secret"u8.ToArray()), request.Headers["Authorization"]);
            Assert.Equal("grant_type=client_credentials&scope=registry.gate", request.Text);
        }
    }

    /// <summary>A gate that cannot be asked with a proof is not asked without one.</summary>
    [Fact]
    public async Task Register_NoTokenToBeHad_StoresNothing()
    {
        await using var issuer = await HookReceiver.StartAsync();
        issuer.Answer = static _ => (401, """{"error":"invalid_client"}""");
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await StartAsync(
            receiver, ("REGISTRATION_GATE_AUTH_TYPE", "oauth2_client_credentials"), ("REGISTRATION_GATE_OAUTH2_TOKEN_URL", issuer.Url),
            ("REGISTRATION_GATE_OAUTH2_CLIENT_ID", "the-gateway"), ("REGISTRATION_GATE_OAUTH2_CLIENT_SECRET", "wrong-secret"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RegisterAsync(gateway));

        Assert.Equal(0, receiver.Count);
        Assert.Equal(3, issuer.Count);
        Assert.False(await IsStoredAsync(gateway));
    }

    /// <summary>Answers of the gate, one after the other; how often it is asked, and what comes of it.</summary>
    [Theory]
    [InlineData("403", """{"message":"No servers on Fridays"}""", 1, HttpStatusCode.Forbidden, "No servers on Fridays")]
    [InlineData("500,200", "{}", 2, HttpStatusCode.Created, "")]
    [InlineData("500,500,500", "{}", 3, HttpStatusCode.ServiceUnavailable, "did not decide")]
    [InlineData("204,204,204", "", 3, HttpStatusCode.ServiceUnavailable, "did not decide")]
    [InlineData("302,302,302", "", 3, HttpStatusCode.ServiceUnavailable, "did not decide")]
    [InlineData("404,403", """{"detail":"Unknown owner"}""", 2, HttpStatusCode.Forbidden, "Unknown owner")]
    public async Task Register_WhatTheGateAnswers_Decides(string statuses, string body, int asked, HttpStatusCode expected, string reason)
    {
        var answers = statuses.Split(',').Select(int.Parse).ToArray();
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = number => (answers[number - 1], body);
        await using var gateway = await StartAsync(receiver);

        using var answer = await SendAsync(gateway);

        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal(asked, receiver.Count);
        Assert.Contains(reason, await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal(expected == HttpStatusCode.Created, await IsStoredAsync(gateway));
    }

    [Fact]
    public async Task Register_GateGone_StoresNothing()
    {
        var receiver = await HookReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver);
        await receiver.DisposeAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await RegisterAsync(gateway));

        Assert.False(await IsStoredAsync(gateway));
    }

    [Fact]
    public async Task Register_RefusedAnyway_IsNotAsked()
    {
        await using var receiver = await HookReceiver.StartAsync();
        await using var gateway = await StartAsync(receiver);
        using var form = new FormUrlEncodedContent(
            [new("name", "x"), new("description", ""), new("path", "/x"), new("proxy_pass_url", "ftp://x")]);

        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);
        using var invalid = await client.PostAsync(
            new Uri("/api/servers/register", UriKind.Relative), form, Cancellation);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, invalid.StatusCode);
        Assert.Equal(0, receiver.Count);
    }

    [Fact]
    public async Task Agent_Denied_IsNotStored()
    {
        await using var receiver = await HookReceiver.StartAsync();
        receiver.Answer = static _ => (403, """{"message":"No agents"}""");
        await using var gateway = await StartAsync(receiver);
        using var client = await gateway.BearerAsync(ComposedGateway.Administrator);
        var card = new
        {
            name = "Bot",
            description = "d",
            url = "https://bot.test/a2a",
            version = "1",
            protocolVersion = "0.3.0",
            path = "/bot",
            capabilities = new { },
            defaultInputModes = (string[])["text"],
            defaultOutputModes = (string[])["text"],
            skills = Array.Empty<object>(),
        };

        using var answer = await client.PostAsJsonAsync("/api/agents/register", card, Cancellation);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        var asked = await receiver.NextAsync();
        Assert.Equal(("agent", "/bot"), (
            asked.Json.GetProperty("asset_type").GetString(),
            asked.Json.GetProperty("registration_payload").GetProperty("path").GetString()));
    }

    private static Task<ComposedGateway> StartAsync(HookReceiver receiver, params (string, string)[] settings) =>
        ComposedGateway.StartAsync(
    [
        ("REGISTRATION_GATE_ENABLED", "true"), ("REGISTRATION_GATE_URL", receiver.Url), ("RegistrationGate:RetryDelay", "00:00:00.010"),
        .. settings,
    ]);

    private static async Task<bool> IsStoredAsync(ComposedGateway gateway) =>
        await gateway.Services.GetRequiredService<ServerRepository>().FindAsync("/gated", Cancellation) is not null;

    private static async Task<HttpStatusCode> RegisterAsync(ComposedGateway gateway)
    {
        using var answer = await SendAsync(gateway);
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(ComposedGateway gateway)
    {
        using var client = await gateway.SignedInAsync(ComposedGateway.Administrator);
        using var form = new FormUrlEncodedContent(
        [
            new("name", "Gated"), new("description", "d"), new("path", "/gated"),
            new("proxy_pass_url", "https://upstream.test/mcp?key=secret-in-query"),
            new("headers", """[{"X-Upstream-Key":"upstream-secret"}]"""),
        ]);
        return await client.PostAsync(new Uri("/api/servers/register", UriKind.Relative), form, Cancellation);
    }
}
