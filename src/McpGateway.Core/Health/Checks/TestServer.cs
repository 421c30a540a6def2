using McpGateway.Core.Health.Probing;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Health.Checks;

/// <summary>
/// Tries the address of a draft as a health check would, before anything is stored. For those who may register or modify servers: whoever
/// may do that makes the gateway dial the address anyway.
/// </summary>
public sealed class TestServer
{
    private readonly McpProber _prober;
    private readonly ServerRepository _servers;
    private readonly ServerAuthorization _guard;
    private readonly IOptions<HealthOptions> _options;

    internal TestServer(
        McpProber prober, ServerRepository servers, ServerAuthorization guard, IOptions<HealthOptions> options) =>
        (_prober, _servers, _guard, _options) = (prober, servers, guard, options);

    /// <param name="draft">A header whose value is <see cref="HeaderValidator.Mask"/> is sent with its stored value, to the stored host
    /// only.</param>
    public async Task<Result<TestedServer>> ExecuteAsync(Caller caller, ServerRegistration draft, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);
        var normal = RegistrationNormalizer.Normalise(draft);
        var stored = ServerPath.ProblemsOf(normal.Path).Any()
            ? null
            : await _servers.FindAsync(ServerPath.KeyOf(normal.Path), cancellationToken);
        if (stored is null ? !caller.Permissions.MayAny(
            ServerPermissions.Register) : !_guard.May(caller, ServerPermissions.Modify, stored.Value))
        {
            return new Error(ErrorKind.Forbidden, "You do not have permission to test this server");
        }

        if (ProblemOf(normal) is { } problem)
        {
            return problem;
        }

        var secrets = stored is null ? null : (await _servers.FindSecretsAsync(stored.Key, cancellationToken))?.Value;
        var target = TargetOf(normal, stored?.Value, secrets);
        if (!target.IsSuccess)
        {
            return target.Error;
        }

        var outcome = await ProbeAsync(target.Value, cancellationToken);
        return new TestedServer(
            outcome.Status, outcome.Tools?.Name, outcome.Tools?.Version, outcome.Tools?.Revision,
            [.. (outcome.Tools?.Tools ?? []).Select(static tool => tool.Name)])
        {
            Finding = outcome.Finding,
        };
    }

    private static Error? ProblemOf(ServerRegistration draft)
    {
        string?[] addresses = [draft.ProxyPassUrl, draft.McpEndpoint, draft.SseEndpoint];
        var problems = addresses.Where(static address => !string.IsNullOrEmpty(address))
            .SelectMany(static address => ServerUrl.ProblemsOf(address!))
            .ToArray();
        return string.IsNullOrEmpty(draft.ProxyPassUrl) ? new(ErrorKind.Unprocessable, "State the server's address first")
            : addresses.Any(ServerUrl.IsInProcess)
                ? new(ErrorKind.Unprocessable, "A server of this process has nothing to test")
            : problems.Length > 0 ? new(ErrorKind.Unprocessable, problems[0])
            : HeaderValidator.ProblemsOf(draft.Headers ?? []).FirstOrDefault() is { } header ? new(ErrorKind.Unprocessable, header)
            : null;
    }

    private Result<ProbeTarget> TargetOf(ServerRegistration draft, ServerRecord? stored, ServerSecretsRecord? secrets)
    {
        var record = new ServerRecord
        {
            ServerName = draft.Name,
            Description = draft.Description,
            Path = draft.Path,
            ProxyPassUrl = draft.ProxyPassUrl,
            McpEndpoint = Given(draft.McpEndpoint),
            SseEndpoint = Given(draft.SseEndpoint),
            SupportedTransports = draft.SupportedTransports,
            Tags = draft.Tags,
            RegisteredBy = "",
            RegisteredAt = default,
            UpdatedAt = default,
        };
        var (headers, problems) = HeaderChanges.Join(
            secrets?.Headers ?? [], draft.Headers, stored is not null && HeaderChanges.Moves(stored, record));
        return problems.Count > 0
            ? new Error(ErrorKind.Unprocessable, problems[0].Message)
            : ProbeTarget.Of(record, new() { Headers = headers }, null, _options.Value);
    }

    private static string? Given(string? text) => string.IsNullOrEmpty(text) ? null : text;

    private async Task<ProbeOutcome> ProbeAsync(ProbeTarget target, CancellationToken cancellationToken)
    {
        try
        {
            return await _prober.ProbeAsync(target, wantsTools: true, cancellationToken);
        }
#pragma warning disable CA1031 // whatever a foreign server does to the check is the result of the test
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new(HealthStatus.CheckBroke) { Finding = CheckFinding.Of("The test itself failed.") };
        }
    }
}

/// <summary>What a test found.</summary>
/// <param name="Status">As a health check would report it.</param>
public sealed record TestedServer(string Status, string? Name, string? Version, string? Protocol, IReadOnlyList<string> Tools)
{
    public CheckFinding Finding { get; init; } = CheckFinding.None;

    public bool IsReachable => HealthStatus.IsRoutable(Status);
}
