using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Foundation.Documents;
using McpGateway.IntegrationTests.Proxy;
using McpGateway.Proxy.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Composition;

/// <summary>A user with 500 groups, over HTTP from the sign-in to the upstream: nothing grows past what servers and proxies take.</summary>
public sealed class ManyGroupsTests
{
    private const int Groups = 500;

    /// <summary>What nginx, Node.js and others take of a request's head by default.</summary>
    private const int UsualHead = 8 * 1024;

    /// <summary>Besides one that comes with the product and lets its members use the API.</summary>
    private static readonly string[] Names =
        [.. Enumerable.Range(1, Groups - 1).Select(static number => $"line-of-business-{number:000}-readers")];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task User_With500Groups_SignsIn_GetsTokens_AndCalls()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        await CreateScopesAsync(gateway);
        await gateway.CreateUserAsync("bob", [.. Names, "registry-users-lob1"]);
        var heads = new List<string>();
        await using var upstream = new RawUpstream(async (stream, token) =>
        {
            var request = await RawUpstream.ReadRequestAsync(stream, token);
            heads.Add(request[..request.IndexOf("\r\n\r\n", StringComparison.Ordinal)]);
            await stream.WriteAsync(
                Encoding.ASCII.GetBytes(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                    + $"Content-Length: {Messages.Answer.Length}\r\n\r\n{Messages.Answer}"),
                token);
        });
        gateway.Services.GetRequiredService<RouteTableHolder>().Publish(new(
            [new() { Path = "/many", Upstream = upstream.Address, State = RouteState.Ready }], long.MaxValue));

        using var session = await gateway.SignedInAsync("bob");
        var me = await session.GetFromJsonAsync<JsonElement>(new Uri("/api/auth/me", UriKind.Relative), Cancel);
        Assert.Equal(Groups, me.GetProperty("groups").GetArrayLength());
        foreach (var scopes in new[] { [], Names, Names[..10] })
        {
            var token = await VendAsync(session, scopes);
            Assert.InRange(token.Length, 1, UsualHead - 1024);
            using var client = gateway.Anonymous(("X-Authorization", "Bearer " + token), ("Accept", "application/json, text/event-stream"));
            using var call = new StringContent(Messages.Call("echo"), Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/many/mcp", UriKind.Relative), call, Cancel);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(Messages.Answer, await answer.Content.ReadAsStringAsync(Cancel));
        }

        Assert.Equal(3, heads.Count);
        Assert.All(heads, static head => Assert.InRange(head.Length, 1, UsualHead));
        Assert.All(heads, static head => Assert.InRange(ScopesOf(head).Length, 1, 4096));

        // The sign-in cookie is an id, however many groups there are.
        Assert.InRange(session.DefaultRequestHeaders.GetValues("Cookie").Single().Length, 1, 200);
    }

    [Fact]
    public async Task RequestedScopes_MoreThanThereMayBe_AreRefused()
    {
        await using var gateway = await ComposedGateway.StartAsync();
        using var session = await gateway.SignedInAsync(ComposedGateway.Administrator);

        using var answer = await session.PostAsJsonAsync(
            "/api/tokens/generate", new { requested_scopes = Enumerable.Range(0, 1001).Select(static number => $"s{number}") }, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("requested_scopes", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
    }

    private static string ScopesOf(string head) =>
        head.Split("\r\n").Single(static line => line.StartsWith("X-Scopes: ", StringComparison.OrdinalIgnoreCase))["X-Scopes: ".Length..];

    private static async Task CreateScopesAsync(ComposedGateway gateway)
    {
        var batch = new DocumentBatch();
        foreach (var name in Names)
        {
            var scope = new ScopeRecord { Name = name, GroupMappings = [name], Rules = [new("many", ["all"], ["all"])] };
            batch.Put(ScopeRepository.Scopes, name, scope, DocumentBatch.Absent);
        }

        Assert.True((await gateway.Services.GetRequiredService<DocumentStore>().CommitAsync(batch, Cancel)).IsSuccess);
    }

    private static async Task<string> VendAsync(HttpClient session, string[] scopes)
    {
        using var answer = await session.PostAsJsonAsync("/api/tokens/generate", new { requested_scopes = scopes }, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        var json = McpGateway.Tests.Logs.TestLog.Current.SecretMembers(await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
        return json.GetProperty("tokens").GetProperty("access_token").GetString()!;
    }
}
