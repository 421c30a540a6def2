using McpGateway.Core.Federation;
using McpGateway.Core.Federation.Sources;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGateway.IntegrationTests.Federation;

/// <summary>What every adapter of <see cref="ICatalogueSource"/> does, on a source of its kind over real HTTP.</summary>
public abstract class CatalogueSourceContract
{
    private protected abstract string Kind { get; }

    /// <summary>A source of the kind.</summary>
    private protected virtual SourceRecord SourceAt(string url) => new() { Id = "src", Kind = Kind, Endpoint = url, Enabled = true };

    /// <summary>The whole catalogue as the kind of source answers it.</summary>
    /// <param name="request">What is asked.</param>
    /// <param name="items">Names of the items; <c>bad</c> is one that cannot be used.</param>
    private protected abstract string BodyOf(HttpRequest request, IReadOnlyList<string> items);

    [Fact]
    public async Task Read_Items_AreAllThere()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => (200, BodyOf(request, ["one", "two", "three"]));

        var (items, error) = await ReadAsync(server);

        Assert.Null(error);
        Assert.Equal(["one", "three", "two"], items.Select(NameOf).Order(StringComparer.Ordinal));
        Assert.All(items, static item => Assert.Null(item.Problem));
        Assert.All(items, static item => Assert.Equal(64, item.ContentHash.Length));
    }

    [Fact]
    public async Task Read_TheSameTwice_HasTheSameHashes()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => (200, BodyOf(request, ["one", "two"]));

        var (first, _) = await ReadAsync(server);
        var (second, _) = await ReadAsync(server);

        Assert.Equal(first.Select(static item => item.ContentHash), second.Select(static item => item.ContentHash));
        Assert.Equal(2, first.Select(static item => item.ContentHash).Distinct().Count());
    }

    [Fact]
    public async Task Read_ItemThatCannotBeUsed_IsReportedAndTheOthersCome()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => (200, BodyOf(request, ["one", "bad", "two"]));

        var (items, error) = await ReadAsync(server);

        Assert.Null(error);
        Assert.Single(items, static item => item.Problem is not null);
        Assert.Equal(["one", "two"], items.Where(static item => item.Problem is null).Select(NameOf).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(429)]
    public async Task Read_FailsOnce_IsAskedAgain(int status)
    {
        await using var server = await SourceServer.StartAsync();
        var failures = 0;
        server.Answer = request =>
            Interlocked.Increment(ref failures) == 1 ? (status, "busy") : (200, BodyOf(request, ["one"]));

        var (items, error) = await ReadAsync(server);

        Assert.Null(error);
        Assert.Single(items);
    }

    [Theory]
    [InlineData(500, "broken")]
    [InlineData(401, "{}")]
    [InlineData(403, "{}")]
    [InlineData(302, "")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{\"servers\":")]
    [InlineData(200, "17")]
    public async Task Read_SourceThatDoesNotAnswerProperly_IsAnError(int status, string body)
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = _ => (status, body);

        var (items, error) = await ReadAsync(server);

        Assert.NotNull(error);
        Assert.Empty(items);
        Assert.InRange(server.Asked.Count, 1, 3);
    }

    [Fact]
    public async Task Read_AnswerLargerThanTheLimit_IsAnError()
    {
        await using var server = await SourceServer.StartAsync();
        server.Answer = request => (200, BodyOf(request, ["one"]) + new string(' ', 70_000));

        var (items, error) = await ReadAsync(server);

        Assert.Contains("more than", error, StringComparison.Ordinal);
        Assert.Empty(items);
    }

    [Theory]
    [InlineData("http://169.254.169.254/latest")]
    [InlineData("ftp://example.com/")]
    public async Task Read_AddressThatMayNotBeDialled_IsAnError(string address)
    {
        await using var host = await FederationHost.StartAsync();

        var (items, error) = await ReadAsync(host, SourceAt(address));

        Assert.NotNull(error);
        Assert.Empty(items);
    }

    [Fact]
    public async Task Read_Cancelled_Ends()
    {
        await using var server = await SourceServer.StartAsync();
        await using var host = await FederationHost.StartAsync();
        using var ended = new CancellationTokenSource();
        await ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var page in AdapterOf(host).ReadAsync(SourceAt(server.Url), null, ended.Token))
            {
                Assert.Fail($"{page.IsSuccess}");
            }
        });
    }

    private static string NameOf(SourceItem item) => item.OriginalId.Trim('/').Split('/')[^1];

    private async Task<(IReadOnlyList<SourceItem> Items, string? Error)> ReadAsync(SourceServer server)
    {
        await using var host = await FederationHost.StartAsync(("Federation:MaxPageBytes", "65536"));
        return await ReadAsync(host, SourceAt(server.Url));
    }

    private async Task<(IReadOnlyList<SourceItem> Items, string? Error)> ReadAsync(FederationHost host, SourceRecord source)
    {
        var items = new List<SourceItem>();
        await foreach (var page in AdapterOf(host).ReadAsync(source, null, TestContext.Current.CancellationToken))
        {
            if (!page.IsSuccess)
            {
                return (items, page.Error.Detail);
            }

            items.AddRange(page.Value.Items);
        }

        return (items, null);
    }

    private ICatalogueSource AdapterOf(FederationHost host) =>
        host.Get<IEnumerable<ICatalogueSource>>().Single(adapter => adapter.Kind == Kind);
}

/// <inheritdoc/>
public sealed class RegistryApiSourceTests : CatalogueSourceContract
{
    private protected override string Kind => SourceKinds.Registry;

    private protected override string BodyOf(HttpRequest request, IReadOnlyList<string> items) =>
        $"{{\"servers\":[{string.Join(',', items.Select(EntryOf))}],\"metadata\":{{\"count\":{items.Count}}}}}";

    private static string EntryOf(string item) =>
        item == "bad" ? "{\"server\":{\"description\":17}}" : SourceServer.Entry("io.example/" + item, $"https://{item}.example.com/mcp");
}

/// <inheritdoc/>
public sealed class DocumentSourceTests : CatalogueSourceContract
{
    private protected override string Kind => SourceKinds.Document;

    private protected override string BodyOf(HttpRequest request, IReadOnlyList<string> items) =>
        $"[{string.Join(',', items.Select(static item => item == "bad" ? "17" : EntryOf(item)))}]";

    private static string EntryOf(string item) =>
        $$"""
        {"name":"io.example/{{item}}","description":"d","version":"1","remotes":[{"url":"https://{{item}}.example.com/mcp"}]}
        """;
}

/// <inheritdoc/>
public sealed class PeerSourceTests : CatalogueSourceContract
{
    private protected override string Kind => SourceKinds.Peer;

    private protected override string BodyOf(HttpRequest request, IReadOnlyList<string> items)
    {
        var shown = request.Path.Value!.EndsWith("/servers", StringComparison.Ordinal) ? items : [];
        return $$"""{"items":[{{string.Join(',', shown.Select(ItemOf))}}],"sync_generation":7,"has_more":false,"registry_id":"other"}""";
    }

    private static string ItemOf(string item) => item == "bad"
        ? "{\"server_name\":\"no path\"}"
        : $$"""{"path":"/{{item}}","server_name":"{{item}}","proxy_pass_url":"https://{{item}}.example.com/"}""";
}

/// <inheritdoc/>
public sealed class AsorSourceTests : CatalogueSourceContract
{
    private protected override string Kind => SourceKinds.Asor;

    private protected override string BodyOf(HttpRequest request, IReadOnlyList<string> items) =>
        $"{{\"total\":{items.Count},\"data\":[{string.Join(',', items.Select(ItemOf))}]}}";

    private static string ItemOf(string item) => item == "bad"
        ? "{\"description\":\"no name\"}"
        : $$"""{"id":"{{item}}","name":"{{item}}","url":"https://{{item}}.example.com/a2a","skills":[{"id":"s","name":"s"}]}""";
}
