using System.Collections.Frozen;

namespace McpGateway.Proxy.Protocol;

/// <summary>
/// Names of A2A's operations in the JSON-RPC binding: those of 1.0 (§9.4) and those of 0.3 (§7). An operation is one thing under both:
/// rules may name either, records name the one of 1.0.
/// </summary>
public static class A2aMethods
{
    public const string SendMessage = "SendMessage";
    public const string SendStreamingMessage = "SendStreamingMessage";
    public const string CreatePushConfig = "CreateTaskPushNotificationConfig";

    private const string Tasks = "tasks/";
    private const string FormerPushConfig = Tasks + "pushNotificationConfig/";

    private static readonly (A2aOperation Operation, string Name, string Former)[] All =
    [
        (A2aOperation.SendMessage, SendMessage, "message/send"),
        (A2aOperation.SendStreamingMessage, SendStreamingMessage, "message/stream"),
        (A2aOperation.GetTask, "GetTask", McpMethods.TasksGet),
        (A2aOperation.ListTasks, "ListTasks", Tasks + "list"),
        (A2aOperation.CancelTask, "CancelTask", McpMethods.TasksCancel),
        (A2aOperation.SubscribeToTask, "SubscribeToTask", Tasks + "resubscribe"),
        (A2aOperation.CreatePushConfig, CreatePushConfig, FormerPushConfig + "set"),
        (A2aOperation.GetPushConfig, "GetTaskPushNotificationConfig", FormerPushConfig + "get"),
        (A2aOperation.ListPushConfigs, "ListTaskPushNotificationConfigs", FormerPushConfig + "list"),
        (A2aOperation.DeletePushConfig, "DeleteTaskPushNotificationConfig", FormerPushConfig + "delete"),
        (A2aOperation.GetExtendedCard, "GetExtendedAgentCard", "agent/getAuthenticatedExtendedCard"),
    ];

    private static readonly FrozenDictionary<string, (A2aOperation Operation, bool IsVersion1)> ByName = All
        .SelectMany(static item => new[]
        {
            KeyValuePair.Create(item.Name, (item.Operation, true)), KeyValuePair.Create(item.Former, (item.Operation, false)),
        })
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every method under its names of 1.0 and 0.3.</summary>
    public static IEnumerable<(string Name, string Former)> Names => All.Select(static item => (item.Name, item.Former));

    /// <summary>The name of 1.0.</summary>
    public static string NameOf(A2aOperation operation) => All[(int)operation].Name;

    /// <summary>The name of 0.3.</summary>
    public static string FormerNameOf(A2aOperation operation) => All[(int)operation].Former;

    /// <summary>
    /// The operation that a method stands for, and whether it is the name of 1.0. False for names that A2A does not have.
    /// </summary>
    public static bool TryFind(string method, out A2aOperation operation, out bool isVersion1)
    {
        ArgumentNullException.ThrowIfNull(method);
        var isKnown = ByName.TryGetValue(method, out var found);
        (operation, isVersion1) = found;
        return isKnown;
    }

    /// <summary>A method under each of its names; any other name alone.</summary>
    public static IEnumerable<string> Spellings(string method) =>
        TryFind(method, out var operation, out _) ? [All[(int)operation].Name, All[(int)operation].Former] : [method];

    /// <summary>Whether a method sends the agent a message, so that a skill is asked for.</summary>
    public static bool CarriesMessage(string method) => TryFind(method, out var operation, out _) && CarriesMessage(operation);

    /// <inheritdoc cref="CarriesMessage(string)"/>
    public static bool CarriesMessage(A2aOperation operation) =>
        operation is A2aOperation.SendMessage or A2aOperation.SendStreamingMessage;
}
