using System.IO.Pipelines;
using System.Text;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Forwarding;
using McpGateway.Proxy.JsonRpc;
using McpGateway.Proxy.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGateway.Tests.Proxy.Forwarding;

/// <summary>Exchanges as the pipeline makes them, for tests of single steps.</summary>
internal static class Exchanges
{
    public static readonly ProxyCaller Alice = new()
    {
        Subject = "sub-alice",
        UserName = "alice",
        ClientId = "client-a",
        Scopes = "one two",
        AuthMethod = "oauth2",
        Principal = "alice",
    };

    public static Route Server(string path = "/srv") =>
        new() { Path = path, Upstream = new Uri("http://up.example/mcp"), State = RouteState.Ready };

    public static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "POST";
        context.Request.Scheme = "https";
        context.Request.Host = new HostString("gw.example:8443");
        context.Response.Body = new MemoryStream();
        return context;
    }

    public static ProxyExchange Of(
        DefaultHttpContext context, string? message = null, Route? route = null, CredentialSource source = CredentialSource.XAuthorization,
        string remainder = "/mcp", string query = "")
    {
        var server = route ?? Server();
        var exchange = new ProxyExchange(context, new RouteMatch(server, new UpstreamAddress(server), remainder, true), query)
        {
            At = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero),
            StartedAt = 0,
            Caller = Alice,
            Source = source,
        };
        if (message is not null)
        {
            Assert.True(JsonRpcReader.TryRead(Encoding.UTF8.GetBytes(message), out var body, out _));
            exchange.Message = body;
        }

        return exchange;
    }

    public static string Written(HttpContext context)
    {
        context.Response.BodyWriter.FlushAsync().AsTask().GetAwaiter().GetResult();
        return Encoding.UTF8.GetString(((MemoryStream)context.Response.Body).ToArray());
    }

    /// <summary>A body that comes in these pieces, and ends with the failure if there is one.</summary>
    public static void SendBody(HttpContext context, IEnumerable<byte[]> pieces, Exception? failure = null)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        foreach (var piece in pieces)
        {
            pipe.Writer.WriteAsync(piece).AsTask().GetAwaiter().GetResult();
        }

        pipe.Writer.Complete(failure);
        context.Features.Set<IRequestBodyPipeFeature>(new Body(pipe.Reader));
    }

    private sealed class Body(PipeReader reader) : IRequestBodyPipeFeature
    {
        public PipeReader Reader => reader;
    }
}
