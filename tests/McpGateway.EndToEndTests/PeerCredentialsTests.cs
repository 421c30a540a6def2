using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using McpGateway.EndToEndTests.Support;
using McpGateway.Tests.Logs;

namespace McpGateway.EndToEndTests;

/// <summary>Two gateways, each a process: one reads the other as a service account of it.</summary>
public sealed class PeerCredentialsTests(PeerCredentialsTests.TwoGateways shared) : IClassFixture<PeerCredentialsTests.TwoGateways>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ServiceAccount_WithTheRightToTheFederation_IsSynchronised()
    {
        var secret = await shared.ServiceAccountAsync("reader", "federation");
        await ConfigureAsync("good", "reader", secret);

        var (status, run) = await SynchroniseAsync("good");
        var servers = await shared.Near.Client.GetFromJsonAsync<JsonElement>("/api/servers", Cancellation);

        Assert.True(status == HttpStatusCode.OK, run.ToString());
        Assert.Equal(("completed", 1), (run.GetProperty("status").GetString(), run.GetProperty("added").GetInt32()));
        var crossed = servers.GetProperty("servers").EnumerateArray()
            .Single(static server => server.GetProperty("path").GetString() == "/good/time");
        Assert.Equal($"{shared.Far.Address}time/mcp", crossed.GetProperty("proxy_pass_url").GetString());
        Assert.DoesNotContain(secret, (await StateAsync("good")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceAccount_WithAnotherSecret_FailsAndTheSourceSaysWhy()
    {
        await shared.ServiceAccountAsync("forgetful", "federation");
        await ConfigureAsync("forgetful", "forgetful", TestLog.Current.Secret("not-the-secret-of-this-account"));

        var (status, _) = await SynchroniseAsync("forgetful");

        var state = await StateAsync("forgetful");
        Assert.Equal((HttpStatusCode.BadGateway, "failed"), (status, state.GetProperty("state").GetString()));
        Assert.Contains("gave no token (invalid_client)", ErrorOf(state), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ServiceAccount_WithoutTheRightToTheFederation_FailsAndTheSourceSaysWhy()
    {
        var secret = await shared.ServiceAccountAsync("lister", "servers");
        await ConfigureAsync("lister", "lister", secret);

        var (status, _) = await SynchroniseAsync("lister");

        var state = await StateAsync("lister");
        Assert.Equal((HttpStatusCode.BadGateway, "failed"), (status, state.GetProperty("state").GetString()));
        Assert.Contains("refused access (403)", ErrorOf(state), StringComparison.Ordinal);
    }

    private static string ErrorOf(JsonElement state) => state.GetProperty("runs")[0].GetProperty("error").GetString()!;

    private async Task ConfigureAsync(string id, string client, string secret)
    {
        using var stored = await shared.Near.Client.PutAsJsonAsync(
            $"/api/federation/config/default/sources/{id}",
            new
            {
                kind = "peer",
                enabled = true,
                endpoint = shared.Far.Address,
                token_url = new Uri(shared.Far.Address, "/oauth2/token"),
                client_id = client,
                client_secret = secret,
            },
            Cancellation);
        Assert.True(stored.StatusCode == HttpStatusCode.OK, await stored.Content.ReadAsStringAsync(Cancellation));
    }

    private async Task<(HttpStatusCode Status, JsonElement Run)> SynchroniseAsync(string id)
    {
        using var answer = await shared.Near.Client.PostAsync(
            new Uri("/api/federation/sync?source=" + id, UriKind.Relative), null, Cancellation);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        return (answer.StatusCode, body.GetProperty("results").GetProperty(id));
    }

    private async Task<JsonElement> StateAsync(string id)
    {
        var answer = await shared.Near.Client.GetFromJsonAsync<JsonElement>("/api/federation/sources", Cancellation);
        return answer.GetProperty("sources").EnumerateArray().Single(source => source.GetProperty("id").GetString() == id);
    }

    /// <summary>The one that reads, and the one that is read.</summary>
    public sealed class TwoGateways : IAsyncLifetime
    {
        internal GatewayProcess Near { get; private set; } = null!;

        internal GatewayProcess Far { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Near = await GatewayProcess.StartAsync(Cancellation);
            Far = await GatewayProcess.StartAsync(Cancellation);
            await Near.SignInAsync(Cancellation);
            await Far.SignInAsync(Cancellation);
            await Far.PostFormAsync(
                "/api/servers/register", Cancellation,
                new("name", "Time"), new("description", "d"), new("path", "/time"), new("proxy_pass_url", "http://127.0.0.1:9/mcp"));
        }

        /// <summary>A service account of the far gateway that may use its server, and one part of its API.</summary>
        /// <returns>Its secret.</returns>
        internal async Task<string> ServiceAccountAsync(string name, string method)
        {
            await PostAsync("/api/management/iam/groups", new { name });
            await PostAsync("/api/servers/groups/import", new
            {
                scope_name = name,
                server_access = new[]
                {
                    new { server = "time", methods = (string[])["all"], tools = (string[])["*"] },
                    new { server = "api", methods = (string[])[method], tools = Array.Empty<string>() },
                },
                group_mappings = (string[])[name],
                ui_permissions = new Dictionary<string, string[]>(StringComparer.Ordinal) { ["list_service"] = ["time"] },
            });
            var account = await PostAsync("/api/management/iam/users/m2m", new { name, groups = (string[])[name] });
            Assert.Equal(name, account.GetProperty("client_id").GetString());
            return TestLog.Current.Secret(account.GetProperty("client_secret").GetString()!);
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var gateway in (GatewayProcess?[])[Near, Far])
            {
                if (gateway is not null)
                {
                    await gateway.DisposeAsync();
                }
            }
        }

        private async Task<JsonElement> PostAsync<T>(string path, T body)
        {
            using var answer = await Far.Client.PostAsJsonAsync(path, body, Cancellation);
            var text = await answer.Content.ReadAsStringAsync(Cancellation);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {(int)answer.StatusCode} {text}");
            return JsonElement.Parse(text);
        }
    }
}
