using McpGateway.Access.Decisions;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Access.Editing;

/// <summary>Answers questions of access under a draft of the policy. Nothing is stored, and nothing comes into force.</summary>
public sealed class PolicySimulation(ScopeRepository scopes, IEnumerable<IKnownUsers> users, IOptions<AccessOptions> options)
{
    /// <summary>Most questions of one request.</summary>
    public const int MaxQuestions = 1000;

    /// <param name="caller">An administrator.</param>
    /// <returns>An explanation for each question, in their order.</returns>
    internal async Task<Result<IReadOnlyList<AccessExplanation>>> ExecuteAsync(
        Caller caller, PolicyDraft draft, IReadOnlyList<AccessQuestion> questions, CancellationToken cancellationToken)
    {
        if (!caller.Permissions.IsAdmin)
        {
            return AccessOperations.AdminsOnly;
        }

        var file = draft.File is null ? null : ScopesFile.Parse(draft.File);
        ImportProblem[] problems = [.. file?.Problems ?? [], .. draft.Scopes.SelectMany(static scope => scope.Problems)];
        if (problems.Length > 0)
        {
            return new Error(ErrorKind.Invalid, string.Join("; ", problems.Select(Text)));
        }

        var policy = Apply(
            draft, file, [.. (await scopes.ListAsync(cancellationToken)).Select(static document => document.Value)]);
        var snapshot = new AccessSnapshot(
            [.. policy.Select(static scope => new CompiledScope(scope))], options.Value.ToolsWildcardOpensMethods, version: 0);
        var answers = new List<AccessExplanation>(questions.Count);
        foreach (var question in questions)
        {
            if (ScopesOf(snapshot, question) is not { } held)
            {
                return Unknown(question);
            }

            answers.Add(AccessExplainer.Explain(snapshot, held, question.Server, question.Method, question.Tool));
        }

        return answers;
    }

    private static IReadOnlyList<ScopeRecord> Apply(PolicyDraft draft, ScopesFile? file, IReadOnlyList<ScopeRecord> stored)
    {
        var policy = file is not null ? ScopeMerge.Apply(file, stored, draft.ReplacesAll)
            : draft.ReplacesAll ? []
            : stored;
        var changed = draft.Scopes.Select(static scope => scope.Scope).DistinctBy(static scope => scope.Name).ToArray();
        return [.. policy.Where(scope => Array.TrueForAll(changed, other => other.Name != scope.Name)), .. changed];
    }

    /// <summary>The scopes that the draft gives to those who are asked about; null when they are not known.</summary>
    private IReadOnlyList<string>? ScopesOf(AccessSnapshot snapshot, AccessQuestion question) =>
        question.Scopes.Count > 0 ? question.Scopes
        : question.Groups.Count > 0 ? snapshot.ScopesOf(question.Groups)
        : question.User is { Length: > 0 } name
            && users.Select(directory => directory.Find(name)).FirstOrDefault(static found => found is not null) is { } user
            ? snapshot.ScopesOf(user.Groups)
        : null;

    private static Error Unknown(AccessQuestion question) => string.IsNullOrEmpty(question.User)
        ? new(ErrorKind.Invalid, "State whose access is asked about: user, groups or scopes")
        : new(ErrorKind.NotFound, $"User '{question.User}' is not known here; ask with groups or scopes instead");

    private static string Text(ImportProblem problem) =>
        problem.Line > 0 ? $"line {problem.Line}: {problem.Message}" : problem.Message;
}
