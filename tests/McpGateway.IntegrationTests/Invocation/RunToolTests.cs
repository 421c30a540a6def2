using System.Text.Json;
using McpGateway.Access.Scopes;
using McpGateway.Core.Invocation;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Documents;
using McpGateway.Identity;
using McpGateway.Identity.Credentials;
using McpGateway.Identity.Sessions;
using McpGateway.IntegrationTests.BuiltIn;
using McpGateway.Proxy.Access;
using McpGateway.Proxy.Recording;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace McpGateway.IntegrationTests.Invocation;

/// <summary>A tool that is tried on a page: the session's own rights, a real server behind the data plane, real revocation.</summary>
public sealed class RunToolTests : IAsyncLifetime
{
    private readonly Denials _denials = new();
    private McpgwWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await McpgwWorld.StartAsync(services => services
            .AddIdentity()
            .Replace(ServiceDescriptor.Singleton<IProxyAuthenticator>(_denials)));
        await _world.AddEverythingAsync("/everything");
        await PutScopeAsync("all-of-it", new ServerRule("everything", ["all"], ["*"]));
        await PutScopeAsync("only-add", new ServerRule("everything", ["all"], ["add"]));
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData("staff", "echo", """{"message":"m"}""", "m")]
    [InlineData("staff", "add", """{"a":1,"b":2}""", null)]
    public async Task Run_AllowedTool_AnswersAndIsRecordedAsTheCallers(string group, string tool, string arguments, string? text)
    {
        var session = await SignInAsync(group);

        var run = await RunAsync(session.Connection, tool, arguments);

        Assert.True(run.IsSuccess, run.Error?.Detail);
        Assert.False(run.Value.IsError);
        Assert.True(text is null || run.Value.Content[0].Text == text);
        var record = await _world.RecordAsync(record => record is { Server: "everything", Method: "tools/call" });
        Assert.Equal((session.Caller.UserName, tool, CallOutcome.Forwarded), (record.UserName, record.Target, record.Outcome));
        Assert.All(_world.SeenForwarded, seen => Assert.Equal("https gateway.test 192.0.2.7", seen));
        Assert.NotEmpty(_world.SeenForwarded);
    }

    [Fact]
    public async Task Run_ToolThatNoRuleAllows_IsForbiddenAndReachesNoServer()
    {
        var session = await SignInAsync("strangers");

        var run = await RunAsync(session.Connection, "echo", "{}");

        Assert.Equal(ErrorKind.Forbidden, run.Error?.Kind);
        Assert.Empty(_world.SeenUpstream);
    }

    [Fact]
    public async Task Run_SessionRevokedMeanwhile_EndsTheCall()
    {
        var (session, id) = await SignInWithIdAsync("staff");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = RunAsync(session.Connection, "count", """{"to":100000,"delay_ms":50}""", new Signal(begun));
        await begun.Task.WaitAsync(McpgwWorld.Patience, McpgwWorld.Cancellation);

        await _world.Get<SessionStore>().RevokeAsync(id, McpgwWorld.Cancellation);

        var run = await running.WaitAsync(McpgwWorld.Patience, McpgwWorld.Cancellation);
        Assert.False(run.IsSuccess);
        var record = await _world.RecordAsync(record => record is { Server: "everything", Method: "tools/call" });
        Assert.NotEqual(CallOutcome.Forwarded, record.Outcome);
    }

    [Fact]
    public async Task Run_RightsTakenMeanwhile_EndsTheCall()
    {
        var session = await SignInAsync("staff");
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = RunAsync(session.Connection, "count", """{"to":100000,"delay_ms":50}""", new Signal(begun));
        await begun.Task.WaitAsync(McpgwWorld.Patience, McpgwWorld.Cancellation);

        await PutScopeAsync("all-of-it", groups: []);

        Assert.False((await running.WaitAsync(McpgwWorld.Patience, McpgwWorld.Cancellation)).IsSuccess);
    }

    [Fact]
    public async Task Run_NarrowedCredential_CallsWhatItWasGrantedAndIsDeniedAsNarrowed()
    {
        var narrowed = _world.Get<CallerFactory>()
            .Resolve(Identity("staff") with { GrantedScopes = ["only-add"] }, CancellationToken.None)!.Proxy;

        var added = await RunAsync(narrowed, "add", """{"a":1,"b":2}""");
        var echoed = await RunAsync(narrowed, "echo", """{"message":"m"}""");

        Assert.True(added.IsSuccess, added.Error?.Detail);
        Assert.Equal(ErrorKind.Forbidden, echoed.Error?.Kind);
        Assert.True(Assert.Single(_denials.Seen).IsNarrowed);
    }

    [Theory]
    [InlineData("/nowhere", "echo", ErrorKind.Failed)]
    [InlineData("/everything/../everything", "echo", ErrorKind.Failed)]
    [InlineData("/everything", "no-such-tool", ErrorKind.Failed)]
    public async Task Run_WhatIsNotThere_Fails(string path, string tool, ErrorKind kind)
    {
        var session = await SignInAsync("staff");

        var run = await RunAsync(session.Connection, tool, "{}", path: path);

        Assert.Equal(kind, run.Error?.Kind);
    }

    [Fact]
    public async Task Run_ToolThatFails_IsAnAnswerThatSaysSo()
    {
        var session = await SignInAsync("staff");

        var run = await RunAsync(session.Connection, "fail", "{}");

        Assert.True(run.Value!.IsError);
        Assert.Equal("This tool always fails.", run.Value.Content[0].Text);
    }

    [Fact]
    public async Task Run_ServerThatIsOff_IsUnavailable()
    {
        var session = await SignInAsync("staff");
        await _world.Get<ToggleServer>().ExecuteAsync(McpgwWorld.Admin, "/everything", enable: false, McpgwWorld.Cancellation);

        var run = await RunAsync(session.Connection, "echo", "{}");

        Assert.Equal(ErrorKind.Unavailable, run.Error?.Kind);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("1")]
    public async Task Run_ArgumentsThatAreNoObject_AreRefused(string arguments)
    {
        var session = await SignInAsync("staff");

        Assert.Equal(ErrorKind.Invalid, (await RunAsync(session.Connection, "echo", arguments)).Error?.Kind);
    }

    [Fact]
    public async Task RemovedServer_TakesItsRulesAlong()
    {
        await _world.Get<RemoveServer>().ExecuteAsync(McpgwWorld.Admin, "/everything", McpgwWorld.Cancellation);

        var scopes = await _world.Get<ScopeRepository>().ListAsync(McpgwWorld.Cancellation);
        Assert.Contains(scopes, scope => scope.Key == "all-of-it");
        Assert.DoesNotContain(scopes.SelectMany(scope => scope.Value.Rules), rule => rule.Server.Trim('/') == "everything");
    }

    private static CredentialIdentity Identity(string group) => new()
    {
        Subject = "entra:kim",
        UserName = "kim",
        Groups = [group],
        AuthMethod = "entra",
        Provider = "entra",
        IssuedAt = TimeProvider.System.GetUtcNow(),
        ExpiresAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromHours(1),
    };

    private async Task<BrowserSession> SignInAsync(string group) => (await SignInWithIdAsync(group)).Session;

    private async Task<(BrowserSession Session, string Id)> SignInWithIdAsync(string group)
    {
        var created = await _world.Get<SessionStore>().CreateAsync(Identity(group), McpgwWorld.Cancellation);
        return ((await _world.Get<BrowserSessions>().FindAsync(created.Value!, McpgwWorld.Cancellation))!, created.Value!);
    }

    private Task<Result<ToolRun>> RunAsync(
        ProxyCaller caller, string tool, string arguments, IProgress<ToolProgress>? progress = null, string path = "/everything") =>
        _world.Get<RunTool>().ExecuteAsync(
            new()
            {
                Caller = caller,
                Origin = new("https", "gateway.test", System.Net.IPAddress.Parse("192.0.2.7")),
                ServerPath = path,
                Tool = tool,
                Arguments = JsonElement.Parse(arguments),
            },
            progress ?? new Signal(new()),
            McpgwWorld.Cancellation);

    private Task PutScopeAsync(string name, params ServerRule[] rules) => PutScopeAsync(name, ["staff"], rules);

    private async Task PutScopeAsync(string name, string[] groups, params ServerRule[] rules)
    {
        var scope = new ScopeRecord { Name = name, Rules = rules, GroupMappings = groups };
        Assert.True((await _world.Get<DocumentStore>().CommitAsync(
            new DocumentBatch().Put(ScopeRepository.Scopes, name, scope, null), McpgwWorld.Cancellation)).IsSuccess);
    }

    private sealed class Signal(TaskCompletionSource begun) : IProgress<ToolProgress>
    {
        public void Report(ToolProgress value) => begun.TrySetResult();
    }

    /// <summary>Notes whom the data plane denies.</summary>
    private sealed class Denials : IProxyAuthenticator
    {
        public List<ProxyCaller> Seen { get; } = [];

        public string DescribeDenial(HttpContext context, ProxyCaller caller)
        {
            Seen.Add(caller);
            return "Bearer error=\"insufficient_scope\"";
        }

        public ValueTask<ProxyAuthentication> AuthenticateAsync(HttpContext context) =>
            throw new NotSupportedException("Callers in this process are known.");

        public bool MayBeForGateway(string value) => CredentialText.MayHoldOne(value);

        public ValueTask<bool> IsForGatewayAsync(HttpContext context, string value) => ValueTask.FromResult(false);
    }
}
