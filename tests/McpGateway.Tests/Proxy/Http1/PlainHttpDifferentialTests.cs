using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using McpGateway.Proxy.Http1;
using McpGateway.Proxy.Outbound;

namespace McpGateway.Tests.Proxy.Http1;

/// <summary>
/// Our connections and the framework's, over real sockets, give the same verdict and the same bytes; but for the table of what is refused
/// here on purpose.
/// </summary>
public sealed class PlainHttpDifferentialTests : IAsyncLifetime
{
    private const string Failed = "failed";

    private static readonly OutboundPolicy Policy = new() { AllowsPrivateAddresses = true };

    private static readonly string[] Starts =
    [
        "HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.1 200 OK", "HTTP/1.0 200 OK", "HTTP/1.1 200", "HTTP/1.1 404 Not Found",
        "HTTP/1.1 204 No Content", "HTTP/1.1 304 Not Modified", "HTTP/1.1 500 ", "HTTP/1.1 20 OK", "HTTP/1.1 2000 OK", "HTTP/2.0 200 OK",
        "HTTP/1.1200 OK", "ICY 200 OK", "",
    ];

    private static readonly string[] Interims =
        ["", "", "", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"];

    private static readonly string[] Headers =
    [
        "Content-Type: application/json", "X-One: two", "X-One:two \t", "x-empty:", "Mcp-Session-Id: id", "mcp-session-id: id",
        "Connection: close", "Connection: Keep-Alive, x", "Keep-Alive: timeout=5, max=3", "Server: Kestrel", "X-Latin: caf\u00e9",
        "no colon", ": no name", "X Name: v", "Cache-Control: no-cache",
    ];

    private static readonly (string Header, string Body)[] Bodies =
    [
        ("Content-Length: 5", "hello"), ("Content-Length: 5", "hello and more"), ("Content-Length: 5", "hel"), ("Content-Length: 0", ""),
        ("Content-Length: 005", "hello"), ("content-length:5", "hello"), ("", "until the end"), ("", ""),
        ("Content-Length: 9000", new string('x', 9000)),
        ("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"), ("transfer-encoding: Chunked", "5\r\nhello\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "5;a=b\r\nhello\r\n2 \r\n!!\r\n0\r\nTrailer: x\r\n\r\n"),
        ("Transfer-Encoding: chunked", "2328\r\n" + new string('y', 9000) + "\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "5\r\nhel"), ("Transfer-Encoding: chunked", "5\r\nhello\r\n"),
        ("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n"), ("Transfer-Encoding: chunked", "5\r\nhelloX\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked", "z\r\nhello"), ("Transfer-Encoding: chunked", "\r\n"),
        ("Transfer-Encoding: chunked", "fffffffffffffffff\r\nhello"),
    ];

    private readonly ConcurrentDictionary<string, (string Text, int Piece)> _scripts = new();
    private readonly HttpMessageInvoker _theirs = new(OutboundHandlerFactory.Create(Policy));
    private readonly HttpMessageInvoker _ours = new(new PlainHttpHandler(Policy.ForPlainHttp(), new Unreachable(), TimeProvider.System));
    private RawServer? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        _server = new(AnswerAsync);
        return default;
    }

    public async ValueTask DisposeAsync()
    {
        _theirs.Dispose();
        _ours.Dispose();
        await _server!.DisposeAsync();
    }

    [Fact]
    public void Answers_AnyMixtureInAnyPieces_AreReadAlike() =>
        Prop.ForAll(Answers().ToArbitrary(), answer =>
        {
            var (ours, theirs) = Task.Run(() => BothAsync(answer.Text, answer.Piece), Token).GetAwaiter().GetResult();
            return (ours == theirs).Label($"ours {ours}, theirs {theirs}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    /// <summary>What the framework accepts and this reader does not.</summary>
    [Theory]
    [InlineData("folded line", "HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("list of lengths", "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\n{}")]
    [InlineData("length with a sign", "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\n{}")]
    [InlineData("length that is too large", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}")]
    [InlineData("length that is none", "HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}")]
    [InlineData("another coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}")]
    [InlineData("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")]
    [InlineData("chunk line without CR", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\n{}\r\n0\r\n\r\n")]
    [InlineData("control character", "HTTP/1.1 200 OK\r\nX-A: a\u0001b\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("later minor version", "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\n{}")]
    [InlineData("switching protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n{}")]
    public async Task Answer_WithTwoMeanings_IsRefusedHereOnly(string what, string answer)
    {
        var (ours, theirs) = await BothAsync(answer, 1000);

        Assert.True(ours == Failed, what);
        Assert.True(theirs != Failed, what);
    }

    [Fact]
    public async Task Answer_TooManyHeaders_IsRefused()
    {
        var lines = string.Concat(Enumerable.Range(0, AnswerHeadReader.MaxHeaders + 1).Select(index => $"X-{index}: v\r\n"));

        var (ours, _) = await BothAsync($"HTTP/1.1 200 OK\r\n{lines}\r\n", 1000);

        Assert.Equal(Failed, ours);
    }

    [Theory]
    [InlineData("GET", null)]
    [InlineData("DELETE", null)]
    [InlineData("POST", "")]
    [InlineData("POST", """{"jsonrpc":"2.0"}""")]
    [InlineData("PUT", "ü")]
    public async Task Request_Methods_SendTheSameLines(string method, string? body)
    {
        var requests = new ConcurrentQueue<string>();
        await using var server = new RawServer(async (socket, token) =>
        {
            requests.Enqueue(await RawServer.ReadRequestAsync(socket, token));
            await RawServer.WriteAsync(socket, "HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n", token);
        });
        foreach (var invoker in new[] { _ours, _theirs })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(server.Address, "/a%20b/mcp?q=\u00e9&r=1"));
            request.Headers.TryAddWithoutValidation("X-Name", "J\u00fcrgen \ud83d\ude00");
            request.Headers.TryAddWithoutValidation("Accept", ["application/json", "text/event-stream"]);
            request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
            (await invoker.SendAsync(request, Token)).Dispose();
        }

        var (ours, theirs) = (requests.First(), requests.Last());
        Assert.Equal(Lines(theirs), Lines(ours));
    }

    private static Gen<(string Text, int Piece)> Answers() =>
        from interim in Gen.Elements(Interims)
        from start in Gen.Elements(Starts)
        from headers in Gen.Elements(Headers).ListOf()
        from body in Gen.Elements(Bodies)
        from newline in Gen.Elements("\r\n", "\r\n", "\n")
        from cut in Gen.Frequency((8, Gen.Constant(0)), (1, Gen.Choose(1, 60)))
        from piece in Gen.Elements(1, 2, 7, 50, 100_000)
        where !start.StartsWith("HTTP/1.0", StringComparison.Ordinal)
            || !body.Header.StartsWith("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)
        let lines = headers.Take(4).Append(body.Header).Where(line => line.Length > 0).Select(line => line + newline)
        let text = interim + start + newline + string.Concat(lines) + newline + body.Body
        select (text[..Math.Max(0, text.Length - cut)], text.Length > 2000 ? Math.Max(piece, 500) : piece);

    private static string[] Lines(string request) => [.. request.Split("\r\n").Order(StringComparer.Ordinal)];

    private async Task<(string Ours, string Theirs)> BothAsync(string answer, int piece) =>
        (await VerdictAsync(_ours, answer, piece), await VerdictAsync(_theirs, answer, piece));

    private async Task<string> VerdictAsync(HttpMessageInvoker invoker, string answer, int piece)
    {
        var key = "/" + Guid.NewGuid().ToString("N");
        _scripts[key] = (answer, piece);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_server!.Address, key));
            using var response = await invoker.SendAsync(request, Token);
            var content = await response.Content.ReadAsByteArrayAsync(Token);
            var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .Select(header => $"{header.Key}={header.Value}").Order(StringComparer.Ordinal);
            return $"{(int)response.StatusCode} {response.Version} {Convert.ToHexString(content)} {string.Join('|', headers)}";
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed;
        }
    }

    /// <summary>One answer for each connection, which then ends: what a client takes as the end of the content is seen.</summary>
    private async Task AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        var request = await RawServer.ReadRequestAsync(socket, cancellationToken);
        var (text, piece) = _scripts[request.Split(' ')[1]];
        for (var start = 0; start < text.Length; start += piece)
        {
            await RawServer.WriteAsync(socket, text.Substring(start, Math.Min(piece, text.Length - start)), cancellationToken);
        }
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("Not a plain request.");
    }
}
