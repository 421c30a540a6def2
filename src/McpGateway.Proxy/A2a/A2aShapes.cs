using McpGateway.Proxy.Protocol;
using static McpGateway.Proxy.A2a.MemberRole;

namespace McpGateway.Proxy.A2a;

/// <summary>
/// Where ids, addresses and skills stand in the messages of A2A: <c>a2a.proto</c> of 1.0, and the JSON schema and <c>a2a.proto</c> of 0.3,
/// which names some members otherwise (<c>request</c>, <c>update</c>, <c>msg</c>, <c>name</c>, <c>parent</c>, <c>config</c>).
/// </summary>
internal static class A2aShapes
{
    /// <summary>Name of the object of parameters.</summary>
    public const string ParamsPlace = "params";

    /// <summary>Name of the JSON-RPC request around them.</summary>
    public const string RequestPlace = "request";

    /// <summary>Name of the JSON-RPC response around a result.</summary>
    public const string ResponsePlace = "response";

    private static readonly A2aShape Metadata = new("metadata", new("skillId", Skill), new A2aMember("skill", Skill));

    /// <summary>A message that a caller sends.</summary>
    public static readonly A2aShape Sent = new(
        "message", new("taskId", TaskId), new("contextId", ContextId), new("referenceTaskIds", TaskIds), new("metadata", Nested, Metadata));

    private static readonly A2aShape Message = new(
        "message", new("taskId", TaskId), new("contextId", ContextId), new A2aMember("referenceTaskIds", TaskIds));

    private static readonly A2aShape Status = new("status", new("message", Nested, Message), new A2aMember("update", Nested, Message));

    private static readonly A2aShape Task = new(
        "task", new("id", TaskId), new("contextId", ContextId), new("status", Nested, Status), new A2aMember("history", Nested, Message));

    private static readonly A2aShape Update = new(
        "update", new("taskId", TaskId), new("contextId", ContextId), new A2aMember("status", Nested, Status));

    private static readonly A2aShape PushTarget = new("pushNotificationConfig", new A2aMember("url", PushUrl));

    private static readonly A2aShape InnerConfig = new(
        "config", new("name", ResourceName), new("pushNotificationConfig", Nested, PushTarget), new A2aMember("url", PushUrl));

    /// <summary>A task's configuration: flat in 1.0, with an inner object in 0.3.</summary>
    private static readonly A2aShape PushConfig = new(
        ParamsPlace, new("taskId", TaskId), new("url", PushUrl), new("name", ResourceName), new("parent", ResourceName),
        new("pushNotificationConfig", Nested, PushTarget), new("config", Nested, InnerConfig), new A2aMember("tenant", Tenant));

    /// <summary>A configuration that comes with a message.</summary>
    public static readonly A2aShape Inline = new("pushNotificationConfig", new("url", PushUrl), new A2aMember("taskId", TaskId));

    private static readonly A2aShape Configuration = new(
        "configuration", new("pushNotificationConfig", Nested, Inline), new("pushNotification", Nested, Inline),
        new A2aMember("taskPushNotificationConfig", Nested, Inline));

    private static readonly A2aShape SendParams = new(
        ParamsPlace, new("message", Nested, Sent), new("request", Nested, Sent), new("configuration", Nested, Configuration),
        new("metadata", Nested, Metadata), new A2aMember("tenant", Tenant));

    private static readonly A2aShape TaskParams = new(
        ParamsPlace, new("id", TaskId), new("name", ResourceName), new A2aMember("tenant", Tenant));

    private static readonly A2aShape TaskIdParams = new(
        ParamsPlace, new("taskId", TaskId), new("parent", ResourceName), new("name", ResourceName), new A2aMember("tenant", Tenant));

    private static readonly A2aShape ListParams = new(ParamsPlace, new("contextId", ContextId), new A2aMember("tenant", Tenant));
    private static readonly A2aShape CardParams = new(ParamsPlace, new A2aMember("tenant", Tenant));

    /// <summary>
    /// An answer or event in any form: 1.0 wraps it by kind, 0.3 names its kind inside, where only a task has an <c>id</c>.
    /// </summary>
    private static readonly A2aShape Event = new(
        "result", new("id", TaskId), new("taskId", TaskId), new("contextId", ContextId), new("referenceTaskIds", TaskIds),
        new("status", Nested, Status), new("history", Nested, Message), new("task", Nested, Task), new("message", Nested, Message),
        new("msg", Nested, Message), new("statusUpdate", Nested, Update), new A2aMember("artifactUpdate", Nested, Update));

    /// <summary>What a list of tasks is answered with.</summary>
    public static readonly A2aShape TaskList = new(
        "result", new("tasks", ListedTasks, Task), new A2aMember("totalSize", TotalSize));

    private static readonly A2aShape PushResult = new(
        "result", new("taskId", TaskId), new("name", ResourceName), new A2aMember("configs", Nested, PushConfig));

    private static readonly A2aShape Nothing = new("result");

    private static readonly A2aShape Detail = new(
        "details", new A2aMember("metadata", Nested, new("metadata", new("taskId", TaskId), new A2aMember("contextId", ContextId))));

    private static readonly A2aShape Error = new("error", new("data", Nested, Detail), new A2aMember("details", Nested, Detail));

    /// <summary>The body of an error of the HTTP binding.</summary>
    public static readonly A2aShape Failure = new("error", new A2aMember("error", Nested, Error));

    /// <summary>What an operation is asked with.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isVersion1">Whether it is asked for in the words of 1.0: in 0.3 a push configuration's <c>id</c> is its task's.</param>
    public static A2aShape Params(A2aOperation operation, bool isVersion1) => operation switch
    {
        A2aOperation.SendMessage or A2aOperation.SendStreamingMessage => SendParams,
        A2aOperation.GetTask or A2aOperation.CancelTask or A2aOperation.SubscribeToTask => TaskParams,
        A2aOperation.ListTasks => ListParams,
        A2aOperation.CreatePushConfig => PushConfig,
        A2aOperation.GetPushConfig or A2aOperation.ListPushConfigs or A2aOperation.DeletePushConfig =>
            isVersion1 ? TaskIdParams : TaskParams,
        _ => CardParams,
    };

    /// <summary>What an operation is answered with; null when the whole answer is an agent card.</summary>
    public static A2aShape? Result(A2aOperation operation) => operation switch
    {
        A2aOperation.ListTasks => TaskList,
        A2aOperation.CreatePushConfig or A2aOperation.GetPushConfig or A2aOperation.ListPushConfigs => PushResult,
        A2aOperation.DeletePushConfig => Nothing,
        A2aOperation.GetExtendedCard => null,
        _ => Event,
    };

    private static readonly A2aOperation[] Operations = Enum.GetValues<A2aOperation>();

    private static readonly A2aShape[] Requests = [.. Operations.Select(static operation => AroundParams(operation, isVersion1: true))];

    private static readonly A2aShape[] FormerRequests =
        [.. Operations.Select(static operation => AroundParams(operation, isVersion1: false))];

    private static readonly A2aShape[] Responses = [.. Operations.Select(AroundResult)];

    /// <summary>A JSON-RPC request around its parameters.</summary>
    public static A2aShape Request(A2aOperation operation, bool isVersion1) => (isVersion1 ? Requests : FormerRequests)[(int)operation];

    /// <summary>A JSON-RPC response around its result.</summary>
    public static A2aShape Response(A2aOperation operation) => Responses[(int)operation];

    private static A2aShape AroundParams(A2aOperation operation, bool isVersion1) => new(
        RequestPlace, new A2aMember(ParamsPlace, Nested, Params(operation, isVersion1)));

    private static A2aShape AroundResult(A2aOperation operation) => new(
        ResponsePlace, new("id", RpcId), new("error", Nested, Error),
        Result(operation) is { } result ? new("result", Nested, result) : new A2aMember("result", Card));
}
