using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace McpGateway.IntegrationTests.Identity.Entra;

/// <summary>
/// The parts of Entra ID's token endpoint and of Microsoft Graph v1.0 that are used, as Microsoft documents them. Whatever has another
/// method, path, query, header, member or credential is refused and noted in <see cref="Violations"/>. Faults happen on command.
/// </summary>
internal sealed class FakeGraph : IAsyncDisposable
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string ClientId = "99999999-0000-0000-0000-000000000001";
    public const string Secret = "secret~of-the/app";

    private readonly WebApplication _app;
    private readonly FakeDirectory _directory;
    private readonly Lock _changing = new();
    private readonly Dictionary<string, string> _audiences = [];

    private FakeGraph(WebApplication app)
    {
        _app = app;
        _directory = new(Violation);
    }

    public ConcurrentQueue<string> Violations { get; } = [];

    /// <summary>Every call to Graph: method and path below the version.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public FakeDirectory Directory => _directory;

    public int TokensIssued { get; private set; }

    /// <summary>What to answer instead, for calls that it is about: status, and seconds for <c>Retry-After</c>.</summary>
    public Func<string, (int Status, int? RetryAfter)?> Fault { get; set; } = static _ => null;

    /// <summary>Where further pages are said to be; null for the truth.</summary>
    public string? FurtherPagesAt { get; set; }

    public string Url => _app.Urls.Single();

    public static async Task<FakeGraph> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var fake = new FakeGraph(app);
        app.Run(fake.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    /// <summary>As when a secret is replaced: tokens given out before are good no more.</summary>
    public void ForgetTokens() => _audiences.Clear();

    /// <summary>Answers like this as long as <paramref name="times"/> lasts.</summary>
    public void FailTimes(int times, Func<string, bool> isMeant, int status, int? retryAfter = null)
    {
        var left = times;
        Fault = call => isMeant(call) && left-- > 0 ? (status, retryAfter) : null;
    }

    public (string Key, string Value)[] Settings() =>
    [
        ("AUTH_PROVIDER", "entra"), ("ENTRA_TENANT_ID", Tenant), ("ENTRA_CLIENT_ID", ClientId), ("ENTRA_CLIENT_SECRET", Secret),
        ("ENTRA_LOGIN_BASE_URL", Url), ("ENTRA_GRAPH_URL", Url),
    ];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        FakeAnswer answer;
        lock (_changing)
        {
            answer = Answer(context.Request, body);
        }

        context.Response.StatusCode = answer.Status;
        if (answer.RetryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        if (answer.Body is not null)
        {
            context.Response.ContentType = "application/json; odata.metadata=minimal; charset=utf-8";
            await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
        }
    }

    private FakeAnswer Answer(HttpRequest request, string body)
    {
        var path = request.Path.Value!;
        if (path == $"/{Tenant}/oauth2/v2.0/token")
        {
            return Token(request, body);
        }

        if (!path.StartsWith("/v1.0/", StringComparison.Ordinal))
        {
            return Violation($"{request.Method} {path}");
        }

        var token = request.Headers.Authorization.ToString();
        if (!token.StartsWith("Bearer ", StringComparison.Ordinal) || !_audiences.TryGetValue(token["Bearer ".Length..], out var audience))
        {
            return FakeAnswer.Error(401, "InvalidAuthenticationToken", "Access token is empty or unknown.");
        }

        if (audience != Url)
        {
            Violation($"a token for {audience}");
            return FakeAnswer.Error(401, "InvalidAuthenticationToken", "Access token validation failure. Invalid audience.");
        }

        var call = $"{request.Method} {path["/v1.0/".Length..]}";
        Calls.Enqueue(call);
        return Fault(call) is { } fault
            ? FakeAnswer.Error(
                fault.Status, fault.Status == 403 ? "Authorization_RequestDenied" : "FaultOfTheTest",
                "This is a fault that the test asked for.") with
            { RetryAfter = fault.RetryAfter }
            : Graph(request, call, body);
    }

    private FakeAnswer Graph(HttpRequest request, string call, string body)
    {
        JsonObject? json = null;
        if (body.Length > 0)
        {
            if (request.ContentType != "application/json")
            {
                return Violation($"content type {request.ContentType} for {call}");
            }

            json = JsonNode.Parse(body)!.AsObject();
        }

        if (request.Headers.Accept != "application/json"
            || (request.Method is "GET" or "DELETE" && json is not null)
            || (request.Method is "POST" or "PATCH" && json is null))
        {
            return Violation($"{call} with Accept {request.Headers.Accept} and a body of {body.Length}");
        }

        var answer = call == "POST $batch"
            ? Batch(json!)
            : request.Method == "GET"
                ? _directory.Read(new(call[4..], request.QueryString.Value!, request.Headers["ConsistencyLevel"].ToString()))
                : request.QueryString.HasValue
                    ? Violation($"{call}{request.QueryString}")
                    : _directory.Change(request.Method, call.Split(' ')[1], json, Url);
        return Located(answer, $"{Url}{request.Path}");
    }

    private FakeAnswer Batch(JsonObject json)
    {
        var requests = json["requests"]!.AsArray();
        if (requests.Count is 0 or > 20 || json.Count != 1)
        {
            return Violation($"a batch of {requests.Count}");
        }

        var parts = new JsonArray();
        foreach (var part in requests.Select(part => part!.AsObject()).Reverse())
        {
            if (!FakeDirectory.Only(part, "id", "method", "url")
                || (string)part["method"]! != "GET"
                || !((string)part["url"]!).StartsWith('/'))
            {
                return Violation($"a part of a batch: {part.ToJsonString()}");
            }

            var url = ((string)part["url"]!).Split('?', 2);
            var call = "GET " + url[0][1..];
            Calls.Enqueue(call + " in a batch");
            var answer = Fault(call + " in a batch") is { } fault
                ? FakeAnswer.Error(fault.Status, "TooManyRequests", "Too many.")
                : Located(_directory.Read(new(url[0][1..], "?" + url[1], "")), $"{Url}/v1.0{url[0]}");
            parts.Add(new JsonObject
            {
                ["id"] = part["id"]!.DeepClone(),
                ["status"] = answer.Status,
                ["headers"] = new JsonObject(),
                ["body"] = answer.Body
            });
        }

        return new(200, new JsonObject { ["responses"] = parts });
    }

    // A page names the next one by its whole address.
    private FakeAnswer Located(FakeAnswer answer, string address)
    {
        if (answer is { Body: JsonObject body } && body["@odata.nextLink"] is { } next)
        {
            body["@odata.nextLink"] = (FurtherPagesAt ?? address) + (string)next!;
        }

        return answer;
    }

    private FakeAnswer Token(HttpRequest request, string body)
    {
        var form = QueryHelpers.ParseQuery(body);
        if (request.Method != "POST"
            || request.ContentType != "application/x-www-form-urlencoded"
            || form["grant_type"] != "client_credentials"
            || !form["scope"].ToString().EndsWith("/.default", StringComparison.Ordinal) || form.Count != 4)
        {
            return Violation($"{request.Method} token {string.Join(',', form.Keys)}");
        }

        if ((form["client_id"], form["client_secret"]) != (ClientId, Secret))
        {
            return new(
                401,
                new JsonObject { ["error"] = "invalid_client", ["error_description"] = "AADSTS7000215: Invalid client secret provided." });
        }

        TokensIssued++;
        var token = "app-token-" + Guid.NewGuid().ToString("N");
        _audiences[token] = form["scope"].ToString()[..^"/.default".Length];
        return new(
            200, new JsonObject { ["token_type"] = "Bearer", ["expires_in"] = 3599, ["ext_expires_in"] = 3599, ["access_token"] = token });
    }

    private FakeAnswer Violation(string what)
    {
        Violations.Enqueue(what);
        return FakeAnswer.Error(400, "Request_BadRequest", "The test does not know this request.");
    }
}

/// <summary>An answer of Graph.</summary>
internal sealed record FakeAnswer(int Status, JsonNode? Body)
{
    public int? RetryAfter { get; init; }

    public static FakeAnswer Done { get; } = new(204, null);

    public static FakeAnswer NotFound =>
        Error(404, "Request_ResourceNotFound", "Resource does not exist or one of its queried reference-property objects are not present.");

    public static FakeAnswer Error(int status, string code, string message) => new(status, new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = code,
            ["message"] = message,
            ["innerError"] = new JsonObject { ["request-id"] = Guid.NewGuid().ToString() },
        },
    });
}
