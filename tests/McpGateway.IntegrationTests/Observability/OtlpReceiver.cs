using System.Collections.Concurrent;
using System.Net;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGateway.IntegrationTests.Observability;

/// <summary>A collector that takes traces by OTLP over HTTP and decodes them (opentelemetry-proto, trace/v1).</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SentSpan> _spans = new();
    private readonly ConcurrentQueue<string> _paths = new();

    private OtlpReceiver(WebApplication app) => _app = app;

    public string Address => _app.Urls.First();

    public IReadOnlyCollection<SentSpan> Spans => _spans;

    /// <summary>Paths that were posted to.</summary>
    public IReadOnlyCollection<string> Paths => _paths;

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.Run(receiver.TakeAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until these spans are here.</summary>
    public async Task<IReadOnlyList<SentSpan>> SpansAsync(Func<SentSpan, bool> pick, int count) => await Eventually.GetAsync(
        () => Task.FromResult(_spans.Where(pick).ToArray() is var found && found.Length >= count ? found : null),
        $"{count} spans", () => string.Join('\n', _spans));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        _paths.Enqueue(context.Request.Path);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        if (context.Request.Path == "/v1/traces")
        {
            SentSpan.ReadAll(body.ToArray(), _spans.Enqueue);
        }
    }
}

/// <summary>A span as it came.</summary>
internal sealed record SentSpan(string Source, string TraceId, string Id, string Parent, string Name, int Kind)
{
    public const int Server = 2;
    public const int Client = 3;

    public Dictionary<string, string> Attributes { get; } = new(StringComparer.Ordinal);

    /// <param name="request">An ExportTraceServiceRequest.</param>
    /// <param name="take">Gets each span.</param>
    public static void ReadAll(byte[] request, Action<SentSpan> take) =>
        Fields(request, (field, resourceSpans) => When(field == 1, () =>
            Fields(resourceSpans.ToByteArray(), (inner, scopeSpans) => When(inner == 2, () => ReadScope(scopeSpans.ToByteArray(), take)))));

    private static void ReadScope(byte[] scopeSpans, Action<SentSpan> take)
    {
        var source = "";
        var spans = new List<byte[]>();
        Fields(scopeSpans, (field, value) =>
        {
            if (field == 1)
            {
                Fields(value.ToByteArray(), (inner, name) => source = inner == 1 ? name.ToStringUtf8() : source);
            }
            else if (field == 2)
            {
                spans.Add(value.ToByteArray());
            }
        });
        spans.ForEach(span => take(Read(span, source)));
    }

    private static SentSpan Read(byte[] span, string source)
    {
        var (trace, id, parent, name, kind) = ("", "", "", "", 0);
        var attributes = new List<byte[]>();
        Fields(
            span,
            (field, value) =>
            {
                switch (field)
                {
                    case 1: trace = Hex(value); break;
                    case 2: id = Hex(value); break;
                    case 4: parent = Hex(value); break;
                    case 5: name = value.ToStringUtf8(); break;
                    case 9: attributes.Add(value.ToByteArray()); break;
                }
            },
            (field, value) => kind = field == 6 ? (int)value : kind);
        var read = new SentSpan(source, trace, id, parent, name, kind);
        attributes.ForEach(attribute => Add(attribute, read.Attributes));
        return read;
    }

    private static void Add(byte[] attribute, Dictionary<string, string> attributes)
    {
        var (key, text) = ("", "");
        Fields(attribute, (field, value) =>
        {
            if (field == 1)
            {
                key = value.ToStringUtf8();
            }
            else if (field == 2)
            {
                Fields(
                    value.ToByteArray(), (inner, content) => text = inner == 1 ? content.ToStringUtf8() : text,
                    (inner, number) => text = number.ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        });
        attributes[key] = text;
    }

    /// <summary>Every field of a message: those with a length, and whole numbers.</summary>
    private static void Fields(byte[] message, Action<int, ByteString> bytes, Action<int, long>? numbers = null)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is > 0 and var tag)
        {
            var field = WireFormat.GetTagFieldNumber(tag);
            switch (WireFormat.GetTagWireType(tag))
            {
                case WireFormat.WireType.LengthDelimited:
                    bytes(field, input.ReadBytes());
                    break;
                case WireFormat.WireType.Varint when numbers is not null:
                    numbers(field, input.ReadInt64());
                    break;
                default:
                    input.SkipLastField();
                    break;
            }
        }
    }

    private static void When(bool condition, Action action)
    {
        if (condition)
        {
            action();
        }
    }

    private static string Hex(ByteString bytes) => Convert.ToHexStringLower(bytes.Span);
}
