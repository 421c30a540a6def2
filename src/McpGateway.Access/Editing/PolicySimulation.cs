using McpGateway.Access.Decisions;
using McpGateway.Access.Files;
using McpGateway.Access.Scopes;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Access.Editing;

/// <summary>Answers questions of access under a draft of the policy. Nothing is stored, and nothing comes into force.</summary>
public sealed class PolicySimulation(
    ScopeRepository scopes, IEnumerable<IKnownAccounts> accounts, AccessVisibility visibility, IOptions<AccessOptions> options)
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
            var asked = await AskedCaller.FindAsync(snapshot, question, accounts, cancellationToken);
            if (!asked.IsSuccess)
            {
                return asked.Error;
            }

            answers.Add(visibility.Narrow(
                AccessExplainer.Explain(snapshot, asked.Value.Scopes, question.Server, question.Method, question.Tool), asked.Value));
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

    private static string Text(ImportProblem problem) =>
        problem.Line > 0 ? $"line {problem.Line}: {problem.Message}" : problem.Message;
}
