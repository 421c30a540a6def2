using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Health.Upstreams;

internal enum Framing
{
    ContentLength,
    Chunked,

    /// <summary>HTTP/1.1 that ends with the connection.</summary>
    Close,

    /// <summary>HTTP/1.0 with a length.</summary>
    Http10,

    /// <summary>HTTP/1.0 that ends with the connection.</summary>
    Http10Close,
}

internal enum Closing
{
    Never,
    Announced,

    /// <summary>The connection goes after each answer, and no header says so.</summary>
    Unannounced,
}

/// <summary>A kind of MCP server as they are in the wild. What is not stated is as most of them have it.</summary>
internal sealed record UpstreamKind(string Name)
{
    public Framing Framing { get; init; }

    public Closing Closing { get; init; }

    /// <summary>How header lines are written.</summary>
    public Func<string, string, string> HeaderLine { get; init; } = static (name, value) => $"{name}: {value}\r\n";

    public string? ContentType { get; init; } = "application/json";

    /// <summary>Makes an event stream of a message; null to answer with the message itself.</summary>
    public Func<string, string>? Events { get; init; }

    /// <summary>The one path that is served.</summary>
    public string Path { get; init; } = "/mcp";

    /// <summary>What is registered, below the server's root.</summary>
    public string Registered { get; init; } = "mcp";

    public string? McpEndpoint { get; init; }

    public string? Revision { get; init; }

    public bool HasServerInfo { get; init; } = true;

    public bool IsStateless { get; init; }

    public bool GivesSession { get; init; }

    public bool NeedsSession { get; init; }

    /// <summary>The header that each request must carry.</summary>
    public (string Name, string Value)? Credential { get; init; }

    public TimeSpan Delay { get; init; }

    /// <summary>Answers some requests in its own way; null for the ordinary one.</summary>
    public Func<RawRequest, RawAnswer?>? Special { get; init; }

    public override string ToString() => Name;

    public async Task ServeAsync(RawRequest request, RawConnection connection)
    {
        if (Delay > TimeSpan.Zero)
        {
            await Task.Delay(Delay, connection.Ending);
        }

        var answer = AnswerTo(request);
        if (answer == RawAnswer.Silence)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, connection.Ending);
        }

        if (answer == RawAnswer.Cut)
        {
            connection.Cut();
            return;
        }

        await WriteAsync(answer, connection);
        if (Closing != Closing.Never || Framing is Framing.Close or Framing.Http10 or Framing.Http10Close)
        {
            connection.Close();
        }
    }

    public static JsonObject Tool() => new()
    {
        ["name"] = "alpha",
        ["description"] = "Runs.",
        ["inputSchema"] = new JsonObject { ["type"] = "object" },
    };

    public RawAnswer AnswerTo(RawRequest request)
    {
        if (Credential is { } needed && request.Header(needed.Name) != needed.Value)
        {
            return new(401, "who are you", "text/plain");
        }

        if (Special?.Invoke(request) is { } special)
        {
            return special;
        }

        if (request.Path != Path)
        {
            return new(404, """{"detail":"Not Found"}""");
        }

        if (request.Method != "POST")
        {
            return new(request.Method == "DELETE" ? 200 : 405);
        }

        if (NeedsSession && request.Rpc != "initialize" && request.Header("Mcp-Session-Id") != "s1")
        {
            return new(400, "Missing session", "text/plain");
        }

        return Ordinary(request);
    }

    private RawAnswer Ordinary(RawRequest request) => request.Rpc switch
    {
        _ when request.Id is null => new(202, ""),
        "server/discover" when IsStateless => RawAnswer.Result(request, new JsonObject
        {
            ["resultType"] = "complete",
            ["supportedVersions"] = new JsonArray(Revision ?? "2026-07-28"),
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
        }),
        "initialize" when !IsStateless => Initialized(request),
        "ping" => RawAnswer.Result(request, new JsonObject()),
        "tools/list" => RawAnswer.Result(request, new JsonObject { ["resultType"] = "complete", ["tools"] = new JsonArray(Tool()) }),
        "tools/call" => RawAnswer.Result(request, new JsonObject
        {
            ["resultType"] = "complete",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = "ran" }),
        }),
        _ => RawAnswer.Error(request, -32601),
    };

    private RawAnswer Initialized(RawRequest request)
    {
        var result = new JsonObject
        {
            ["protocolVersion"] = Revision ?? request.Message!["params"]!["protocolVersion"]!.DeepClone(),
            ["capabilities"] = new JsonObject { ["tools"] = new JsonObject() },
        };
        if (HasServerInfo)
        {
            result["serverInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" };
        }

        return RawAnswer.Result(request, result) with
        {
            Headers = GivesSession || NeedsSession ? [("Mcp-Session-Id", "s1")] : [],
        };
    }

    private Task WriteAsync(RawAnswer answer, RawConnection connection)
    {
        var isStream = Events is not null && answer is { IsJsonRpc: true, Status: 200 };
        var body = isStream ? Events!(answer.Body) : answer.Body;
        var isOld = Framing is Framing.Http10 or Framing.Http10Close;
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"HTTP/1.{(isOld ? 0 : 1)} {answer.Status} Status\r\n"));
        var type = answer.IsJsonRpc ? isStream ? ContentType ?? "text/event-stream" : ContentType : answer.ContentType;
        if (type is not null && body.Length > 0)
        {
            text.Append(HeaderLine("Content-Type", type));
        }

        foreach (var (name, value) in answer.Headers)
        {
            text.Append(HeaderLine(name, value));
        }

        if (Closing == Closing.Announced)
        {
            text.Append(HeaderLine("Connection", "close"));
        }

        switch (Framing)
        {
            case Framing.ContentLength or Framing.Http10:
                text.Append(HeaderLine("Content-Length", Encoding.UTF8.GetByteCount(body).ToString(CultureInfo.InvariantCulture)));
                text.Append("\r\n").Append(body);
                break;
            case Framing.Chunked:
                text.Append(HeaderLine("Transfer-Encoding", "chunked")).Append("\r\n");
                foreach (var chunk in body.Chunk(7))
                {
                    text.Append(CultureInfo.InvariantCulture, $"{Encoding.UTF8.GetByteCount(chunk):X};ext=1\r\n{new string(chunk)}\r\n");
                }

                text.Append("0\r\nX-Trailer: t\r\n\r\n");
                break;
            default:
                text.Append("\r\n").Append(body);
                break;
        }

        return connection.WriteAsync(text.ToString());
    }
}
