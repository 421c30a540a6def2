using McpGateway.Proxy.Protocol;
using Microsoft.AspNetCore.Http;

namespace McpGateway.Proxy.A2a;

/// <summary>A path of the HTTP+JSON binding below an agent's address: A2A 1.0 §11.3, and the same below <c>/v1</c> of 0.3.</summary>
/// <param name="IsVersion1">Whether it is of 1.0; else of 0.3.</param>
/// <param name="TaskId">Decoded, as the client has it; null where there is none.</param>
/// <param name="ConfigId">Decoded; null where there is none.</param>
internal sealed record RestPath(bool IsVersion1, string? TaskId, string? ConfigId)
{
    private const string FormerPrefix = "/v1";
    private const string Cancel = ":cancel";
    private const string Subscribe = ":subscribe";
    private const string Configs = "pushNotificationConfigs";

    /// <summary>What may be done at the path, by the HTTP methods that do it.</summary>
    public required IReadOnlyList<(string HttpMethod, A2aOperation Operation)> Operations { get; init; }

    /// <summary>The path, or null when the binding has none such.</summary>
    /// <param name="remainder">What follows the agent's path: canonical, decoded, with its leading slash.</param>
    public static RestPath? Parse(string remainder)
    {
        var isFormer = remainder.StartsWith(FormerPrefix + "/", StringComparison.Ordinal);
        var path = isFormer ? remainder[FormerPrefix.Length..] : remainder;
        return path switch
        {
            "/message:send" => Of(isFormer, (HttpMethods.Post, A2aOperation.SendMessage)),
            "/message:stream" => Of(isFormer, (HttpMethods.Post, A2aOperation.SendStreamingMessage)),
            "/tasks" => Of(isFormer, (HttpMethods.Get, A2aOperation.ListTasks)),
            "/extendedAgentCard" when !isFormer => Of(isFormer, (HttpMethods.Get, A2aOperation.GetExtendedCard)),
            "/card" when isFormer => Of(isFormer, (HttpMethods.Get, A2aOperation.GetExtendedCard)),
            _ => path.Split('/') is ["", "tasks", { Length: > 0 } task, .. var rest] ? OfTask(isFormer, task, rest) : null,
        };
    }

    /// <summary>The path for the agent, encoded.</summary>
    /// <param name="taskId">As the agent has it.</param>
    /// <param name="operation">What is done there.</param>
    /// <param name="tenant">Of the agent's address; null when it has none.</param>
    public string ForAgent(string? taskId, A2aOperation operation, string? tenant)
    {
        var prefix = (tenant is null ? "" : "/" + Uri.EscapeDataString(tenant)) + (IsVersion1 ? "" : FormerPrefix);
        var task = taskId is null ? "" : "/tasks/" + Uri.EscapeDataString(taskId);
        return prefix + operation switch
        {
            A2aOperation.SendMessage => "/message:send",
            A2aOperation.SendStreamingMessage => "/message:stream",
            A2aOperation.ListTasks => "/tasks",
            A2aOperation.GetTask => task,
            A2aOperation.CancelTask => task + Cancel,
            A2aOperation.SubscribeToTask => task + Subscribe,
            A2aOperation.CreatePushConfig or A2aOperation.ListPushConfigs => $"{task}/{Configs}",
            A2aOperation.GetPushConfig or A2aOperation.DeletePushConfig => $"{task}/{Configs}/{Uri.EscapeDataString(ConfigId!)}",
            _ => IsVersion1 ? "/extendedAgentCard" : "/card",
        };
    }

    private static RestPath Of(bool isFormer, params (string, A2aOperation)[] operations) =>
        new(!isFormer, null, null) { Operations = operations };

    private static RestPath? OfTask(bool isFormer, string task, string[] rest) => rest switch
    {
        [] when task.EndsWith(Cancel, StringComparison.Ordinal) =>
            OfTask(isFormer, task[..^Cancel.Length], (HttpMethods.Post, A2aOperation.CancelTask)),

        // POST by the text of 1.0, GET by its proto and by 0.3.
        [] when task.EndsWith(Subscribe, StringComparison.Ordinal) => OfTask(
            isFormer, task[..^Subscribe.Length], (HttpMethods.Get, A2aOperation.SubscribeToTask),
            (HttpMethods.Post, A2aOperation.SubscribeToTask)),
        [] => OfTask(isFormer, task, (HttpMethods.Get, A2aOperation.GetTask)),
        [Configs] => OfTask(
            isFormer, task, (HttpMethods.Get, A2aOperation.ListPushConfigs), (HttpMethods.Post, A2aOperation.CreatePushConfig)),
        [Configs, var config] when config is not ("" or "." or "..") => OfTask(
            isFormer, task, (HttpMethods.Get, A2aOperation.GetPushConfig), (HttpMethods.Delete, A2aOperation.DeletePushConfig)) with
        {
            ConfigId = config,
        },
        _ => null,
    };

    private static RestPath OfTask(bool isFormer, string task, params (string, A2aOperation)[] operations) =>
        new(!isFormer, task, null) { Operations = operations };
}
