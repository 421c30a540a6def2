using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace McpGateway.IntegrationTests.Proxy;

/// <summary>
/// Push notification configurations of a <see cref="ScriptedAgent"/>, by task and id: flat in 1.0, with an inner object in 0.3, under
/// resource names in the HTTP binding of 0.3.
/// </summary>
internal sealed class ScriptedPushConfigs
{
    private readonly ConcurrentDictionary<(string Task, string Id), string> _urls = new();

    /// <returns>The result; <see cref="Missing"/> for a configuration that is not there, <see cref="None"/> for another method.</returns>
    public JsonNode? AnswerRpc(string method, JsonObject parameters)
    {
        var isFormer = method.StartsWith("tasks/", StringComparison.Ordinal);
        string? Text(string name, string former) => parameters[isFormer ? former : name]?.GetValue<string>();
        switch (method)
        {
            case "CreateTaskPushNotificationConfig":
                return Show(Put(Text("taskId", "")!, parameters), isFormer);
            case "tasks/pushNotificationConfig/set":
                return Show(Put(Text("", "taskId")!, parameters["pushNotificationConfig"]!.AsObject()), isFormer);
            case "GetTaskPushNotificationConfig" or "tasks/pushNotificationConfig/get":
                var key = (Text("taskId", "id")!, Text("id", "pushNotificationConfigId")!);
                return _urls.ContainsKey(key) ? Show(key, isFormer) : Missing;
            case "ListTaskPushNotificationConfigs":
                return new JsonObject { ["configs"] = List(Text("taskId", "")!, isFormer), ["nextPageToken"] = "" };
            case "tasks/pushNotificationConfig/list":
                return List(Text("", "id")!, isFormer);
            case "DeleteTaskPushNotificationConfig" or "tasks/pushNotificationConfig/delete":
                return _urls.TryRemove((Text("taskId", "id")!, Text("id", "pushNotificationConfigId")!), out var _)
                    ? isFormer ? null : new JsonObject() : Missing;
            default:
                return None;
        }
    }

    /// <param name="method">Of HTTP.</param>
    /// <param name="task">Whose.</param>
    /// <param name="id">Null for the list.</param>
    /// <param name="body">What came with it.</param>
    /// <param name="isFormer">Whether it is asked in the words of 0.3.</param>
    public JsonNode? AnswerHttp(string method, string task, string? id, JsonObject body, bool isFormer)
    {
        switch (method, id)
        {
            case ("POST", _):
                var stated = isFormer ? body["config"]!["pushNotificationConfig"]!.AsObject() : body;
                return Named(Put(task, stated), isFormer);
            case ("GET", null):
                return new JsonObject
                {
                    ["configs"] = new JsonArray([.. KeysOf(task).Select(key => Named(key, isFormer))]),
                    ["nextPageToken"] = "",
                };
            case ("GET", { } wanted):
                return _urls.ContainsKey((task, wanted)) ? Named((task, wanted), isFormer) : Missing;
            default:
                return _urls.TryRemove((task, id!), out var _) ? new JsonObject() : Missing;
        }
    }

    /// <summary>There is no such configuration.</summary>
    public static JsonNode Missing { get; } = JsonValue.Create("missing");

    /// <summary>It is no method of these.</summary>
    public static JsonNode None { get; } = JsonValue.Create("none");

    private (string Task, string Id) Put(string task, JsonObject stated)
    {
        var key = (task, stated["id"]?.GetValue<string>() ?? task);
        _urls[key] = stated["url"]!.GetValue<string>();
        return key;
    }

    private IEnumerable<(string Task, string Id)> KeysOf(string task) =>
        _urls.Keys.Where(key => key.Task == task).OrderBy(static key => key.Id, StringComparer.Ordinal);

    private JsonArray List(string task, bool isFormer) => new([.. KeysOf(task).Select(key => Show(key, isFormer))]);

    private JsonObject Show((string Task, string Id) key, bool isFormer)
    {
        var inner = new JsonObject { ["id"] = key.Id, ["url"] = _urls[key] };
        if (isFormer)
        {
            return new() { ["taskId"] = key.Task, ["pushNotificationConfig"] = inner };
        }

        inner["taskId"] = key.Task;
        return inner;
    }

    private JsonObject Named((string Task, string Id) key, bool isFormer)
    {
        var shown = Show(key, isFormer);
        if (isFormer)
        {
            shown.Remove("taskId");
            shown["name"] = $"tasks/{key.Task}/pushNotificationConfigs/{key.Id}";
        }

        return shown;
    }
}
