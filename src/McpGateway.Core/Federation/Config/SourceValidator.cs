using System.Text.RegularExpressions;
using McpGateway.Core.Federation.Sources;
using McpGateway.Core.Federation.Sources.Documents;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Config;

/// <summary>Judges configured sources, and tells everything that is wrong, field by field.</summary>
internal sealed partial class SourceValidator(SourceHttp http, IOptions<FederationOptions> options)
{
    private const int MaxSources = 200;
    private const int MaxNames = 5000;
    private const int MaxText = 2048;

    public Error? Refusal(IReadOnlyList<SourceRecord> sources)
    {
        var problems = sources.SelectMany(ProblemsOf).ToList();
        if (sources.Count > MaxSources)
        {
            problems.Add(new("sources", $"At most {MaxSources} sources"));
        }

        if (sources.Select(static source => source.Id).Distinct(StringComparer.Ordinal).Count() != sources.Count)
        {
            problems.Add(new("sources", "Two sources have the same id"));
        }

        return problems.Count == 0 ? null : Error.OfFields(problems);
    }

    private IEnumerable<FieldProblem> ProblemsOf(SourceRecord source)
    {
        if (!Id().IsMatch(source.Id))
        {
            yield return new($"{source.Id}.id", "Must be 1 to 40 lower-case letters, digits and '-', beginning with a letter");
        }

        if (!SourceKinds.All.Contains(source.Kind))
        {
            yield return new($"{source.Id}.kind", $"Must be one of: {string.Join(", ", SourceKinds.All)}");
        }

        if (source.Enabled && source.Endpoint.Length == 0)
        {
            yield return new($"{source.Id}.endpoint", "Field required for a source that is enabled");
        }
        else if (source.Endpoint.Length > 0 && EndpointProblem(source) is { } problem)
        {
            yield return new($"{source.Id}.endpoint", problem);
        }

        if (source.IntervalMinutes is < 1 or > 44_640)
        {
            yield return new($"{source.Id}.sync_interval_minutes", "Must be between 1 and 44640 minutes (31 days)");
        }

        if (source.Cron is { } cron && SyncSchedule.Problem(cron) is { } unread)
        {
            yield return new($"{source.Id}.cron", unread);
        }

        if (source.Names.Count > MaxNames || source.Names.Any(static name => name.Length is 0 or > 200 || name.Any(char.IsControl)))
        {
            yield return new($"{source.Id}.names", $"At most {MaxNames} names, each of 1 to 200 characters");
        }

        if (source.TokenUrl is { } url && http.Problem(url) is { } unusable)
        {
            yield return new($"{source.Id}.token_url", unusable);
        }

        if (source.AuthEnvVar is { } variable && !SourceCredentials.MayName(variable))
        {
            yield return new(
                $"{source.Id}.auth_env_var", "Must begin with ASOR_, WORKDAY_ or FEDERATION_: other variables are the gateway's own");
        }

        if (Secrets(source).Any(static secret => secret is { Length: > MaxText * 8 } || secret?.Any(char.IsControl) == true))
        {
            yield return new($"{source.Id}.token", "A token or secret is too long, or has control characters");
        }
    }

    private string? EndpointProblem(SourceRecord source) =>
        source.Endpoint.Length > MaxText ? "Is too long"
        : source.Kind == SourceKinds.Document && source.Endpoint.StartsWith(DocumentSource.FileScheme, StringComparison.Ordinal)
            ? DocumentSource.ProblemOfFile(source.Endpoint[DocumentSource.FileScheme.Length..], options.Value.FilesDirectory)
            : http.Problem(source.Endpoint);

    private static IEnumerable<string?> Secrets(SourceRecord source) => [source.Token, source.ClientSecret, source.RefreshToken];

    [GeneratedRegex("^[a-z][a-z0-9-]{0,39}$")]
    private static partial Regex Id();
}
