using Microsoft.AspNetCore.Routing;

namespace McpGateway.IntegrationTests.Composition.Matrix;

/// <summary>
/// What the composed gateway answers to every kind of caller at every endpoint, and at the paths that middleware serves without one.
/// Recorded once for all tests that look at it.
/// </summary>
public sealed class RecordedMatrix : IAsyncLifetime
{
    internal const string Me = "/api/auth/me";
    internal const string Afterwards = "afterwards";

    // Without endpoint metadata an endpoint takes every method; these two stand for all.
    private static readonly string[] AnyMethod = ["GET", "POST"];

    private static readonly string[] MethodsOfFew = ["HEAD", "PATCH"];

    private readonly List<RecordedRow> _rows = [];

    private ComposedGateway? _gateway;
    private MatrixWorld? _world;
    private AnswerText? _text;

    internal IReadOnlyList<RecordedRow> Rows => _rows;

    internal IReadOnlyList<(string Method, string Pattern)> Endpoints { get; private set; } = [];

    private ComposedGateway Gateway => _gateway!;

    private MatrixWorld World => _world!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        // Nothing that happens by itself, and no limit that so many requests would meet.
        _gateway = await ComposedGateway.StartAsync(
            ("Health:Interval", "1.00:00:00"), ("Health:RetryInterval", "1.00:00:00"), ("Health:ToolsInterval", "1.00:00:00"),
            ("OAuth:AnonymousRequestsPerHour", "100000"), ("MAX_TOKENS_PER_USER_PER_HOUR", "100000"));
        _text = new(_gateway.Address);
        _world = await MatrixWorld.CreateAsync(_gateway);
        Endpoints = ListEndpoints(_gateway.Endpoints);
        foreach (var caller in _world.Callers)
        {
            await RecordAsync(caller);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var caller in _world?.Callers ?? [])
        {
            caller.Dispose();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    /// <summary>Each once, what deletes last.</summary>
    private static IReadOnlyList<(string Method, string Pattern)> ListEndpoints(IEnumerable<RouteEndpoint> endpoints) =>
    [
        .. endpoints
            .SelectMany(endpoint => MethodsOf(endpoint)
                .Select(method => (Method: method, Pattern: "/" + endpoint.RoutePattern.RawText!.TrimStart('/'))))
            .Distinct()
            .OrderBy(endpoint => endpoint.Method == "DELETE")
            .ThenBy(endpoint => endpoint.Pattern, StringComparer.Ordinal)
            .ThenBy(endpoint => endpoint.Method, StringComparer.Ordinal),
    ];

    private static IReadOnlyList<string> MethodsOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } methods ? methods : AnyMethod;

    private async Task RecordAsync(Caller caller)
    {
        foreach (var (method, sample) in Surfaces.All)
        {
            await RecordAsync(caller, null, $"{sample.Target} {method}", method, sample);
        }

        foreach (var (method, pattern) in Endpoints)
        {
            foreach (var sample in EndpointSamples.Of(method, pattern))
            {
                await RecordAsync(caller, $"{method} {pattern}", $"{pattern} {method}", method, sample);
            }
        }

        foreach (var pattern in Endpoints.Select(endpoint => endpoint.Pattern).Distinct(StringComparer.Ordinal))
        {
            await RecordOtherMethodsAsync(caller, pattern);
        }

        // Whether the caller's credential lasted until here: without it the rows would be those of a stranger.
        await RecordAsync(caller, null, $"{Me} GET", "GET", new(Afterwards, Me));
    }

    private async Task RecordOtherMethodsAsync(Caller caller, string pattern)
    {
        var target = RoutePatternText.Fill(pattern);
        if (caller.Name == Caller.ForeignName && !Endpoints.Contains(("OPTIONS", pattern)))
        {
            var asked = Endpoints.First(endpoint => endpoint.Pattern == pattern).Method;
            await RecordAsync(caller, null, $"{pattern} OPTIONS", "OPTIONS", Surfaces.PreflightOf(target, asked));
        }

        if (caller.TriesOtherMethods)
        {
            foreach (var method in MethodsOfFew.Where(method => !Endpoints.Contains((method, pattern))))
            {
                await RecordAsync(caller, null, $"{pattern} {method}", method, new("not mapped", target));
            }
        }
    }

    private async Task RecordAsync(Caller caller, string? endpoint, string request, string method, Sample sample)
    {
        var client = sample.EndsSession && caller.SignInAgain is { } again ? await again() : caller.Client;
        try
        {
            using var message = sample.ToRequest(method, Gateway.Address, text => World.Fill(text, caller));
            using var answer = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, Cancellation);
            var text = (await _text!.OfAsync(answer, Cancellation)).Replace(caller.Name, "@who", StringComparison.Ordinal);
            var location = answer.Headers.Location?.OriginalString;
            _rows.Add(new(endpoint, $"{request} [{sample.Label}]", sample.Label, caller.Name, (int)answer.StatusCode, location, text));
        }
        finally
        {
            if (client != caller.Client)
            {
                client.Dispose();
            }
        }
    }
}
