using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ReferenceAgent.Tools;

namespace ReferenceAgent.Models.Rules;

/// <summary>
/// Stands in for a language model where there is none: looks for a tool with the user's own words, fills in what its schema asks for from
/// them, and says what came of it. It does that by the same calls that a model makes.
/// </summary>
internal sealed class RuleModel(TimeProvider time) : IChatClient
{
    private const int MostTools = 3;

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var all = messages.ToArray();
        var asked = Array.FindLastIndex(all, static message => message.Role == ChatRole.User);
        var since = all[(asked + 1)..].SelectMany(static message => message.Contents);
        return Task.FromResult(new ChatResponse(Next(all[asked].Text, [.. since])));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType?.IsInstanceOfType(this) is true ? this : null;

    public void Dispose()
    {
    }

    private ChatMessage Next(string question, AIContent[] since)
    {
        if (since.OfType<FunctionCallContent>().LastOrDefault() is not { } call)
        {
            return AgentQuestion.IsOne(question)
                ? Call(Toolbox.AgentFinder, new() { ["task"] = question })
                : Call(Toolbox.Finder, new() { ["natural_language_query"] = question, ["top_n_tools"] = MostTools });
        }

        var text = since.OfType<FunctionResultContent>().LastOrDefault()?.Result?.ToString() ?? "";
        if (ToolOutcome.Read(text) is not { } outcome)
        {
            return Say($"I cannot read what {call.Name} answered.");
        }

        return outcome.Kind switch
        {
            OutcomeKind.Refused => Say($"I may not do that for you. {outcome.Text}"),
            OutcomeKind.Failed => Say($"That did not work. {outcome.Text}"),
            OutcomeKind.Done => call.Name switch
            {
                Toolbox.Finder => Choose(question, outcome.Text),
                Toolbox.AgentFinder => AgentQuestion.Path(outcome.Text) is { } path
                    ? Call(Toolbox.AgentCaller, new() { ["agent_path"] = path, ["message"] = question })
                    : Say("I find no agent for that which you may use."),
                _ => Say(outcome.Text),
            },
        };
    }

    /// <summary>The best tool whose arguments the question holds.</summary>
    private ChatMessage Choose(string question, string found)
    {
        FoundTool[] tools = [.. FoundTool.Read(found).Where(tool => tool.IsMeantBy(question))];
        if (tools.Length == 0)
        {
            return Say("I find no tool for that which you may use.");
        }

        foreach (var tool in tools)
        {
            if (ArgumentRules.Fill(tool.Schema, question, time) is { Missing.Count: 0 } filled)
            {
                return Call(Toolbox.Invoker, new()
                {
                    ["server_path"] = tool.Path,
                    ["tool_name"] = tool.Name,
                    ["arguments"] = JsonSerializer.SerializeToElement(filled.Values),
                });
            }
        }

        var missing = ArgumentRules.Fill(tools[0].Schema, question, time).Missing;
        return Say($"The tool {tools[0].Name} of {tools[0].Path} may help. Please say in your question: {string.Join(", ", missing)}.");
    }

    private static ChatMessage Say(string text) => new(ChatRole.Assistant, text);

    private static ChatMessage Call(string name, Dictionary<string, object?> arguments) =>
        new(ChatRole.Assistant, [new FunctionCallContent(Guid.NewGuid().ToString("N"), name, arguments)]);
}
