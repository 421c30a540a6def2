using static McpGateway.IntegrationTests.Registry.TestScopes;

namespace McpGateway.IntegrationTests.Registry;

/// <summary>
/// Who may do what. Two servers exist: <c>/currenttime</c>, called "Current Time", and <c>/other</c>. What each caller holds is told in
/// <see cref="TestScopes"/>. The number is the HTTP status: 200 and 201 done, 303 done (form), 403 refused, 404 no such server.
/// </summary>
public sealed class PermissionTableTests
{
    [Theory]

    // caller, what it tries, server, status
    [InlineData(Admin, "register", "/new", 201)]
    [InlineData(Owner, "register", "/mine", 201)]
    [InlineData(Owner, "register", "/new", 403)]
    [InlineData(User, "register", "/new", 403)]
    [InlineData(UseOnly, "register", "/new", 403)]
    [InlineData(Operator, "register", "/new", 403)]

    // replacing a registered server needs the right to modify it
    [InlineData(Admin, "register", "/other", 201)]
    [InlineData(NoAccess, "register", "/other", 403)]
    [InlineData(Owner, "register", "/other", 403)]
    [InlineData(Admin, "toggle", "/currenttime", 200)]
    [InlineData(Operator, "toggle", "/currenttime", 200)]
    [InlineData(Operator, "toggle", "/other", 403)]
    [InlineData(User, "toggle", "/currenttime", 403)]
    [InlineData(UseOnly, "toggle", "/currenttime", 403)]
    [InlineData(NoAccess, "toggle", "/currenttime", 403)]
    [InlineData(Admin, "toggle", "/missing", 404)]
    [InlineData(Operator, "legacy toggle", "/currenttime", 200)]
    [InlineData(User, "legacy toggle", "/currenttime", 403)]
    [InlineData(Admin, "edit", "/other", 303)]
    [InlineData(Operator, "edit", "/currenttime", 303)]
    [InlineData(Operator, "edit", "/other", 403)]
    [InlineData(User, "edit", "/currenttime", 403)]
    [InlineData(NoAccess, "edit", "/currenttime", 403)]
    [InlineData(Admin, "remove", "/other", 200)]
    [InlineData(Operator, "remove", "/currenttime", 200)]
    [InlineData(Operator, "remove", "/other", 403)]
    [InlineData(User, "remove", "/currenttime", 403)]
    [InlineData(NoAccess, "remove", "/other", 403)]
    [InlineData(Operator, "refresh", "/currenttime", 200)]
    [InlineData(User, "refresh", "/currenttime", 403)]
    [InlineData(NoAccess, "refresh", "/currenttime", 403)]
    [InlineData(Operator, "approve", "/currenttime", 200)]
    [InlineData(User, "approve", "/currenttime", 403)]
    [InlineData(User, "rate", "/currenttime", 200)]
    [InlineData(UseOnly, "rate", "/currenttime", 200)]
    [InlineData(User, "rate", "/other", 403)]
    [InlineData(NoAccess, "rate", "/currenttime", 403)]
    [InlineData(User, "rating", "/currenttime", 200)]
    [InlineData(User, "rating", "/other", 403)]
    [InlineData(User, "detail", "/currenttime", 200)]
    [InlineData(UseOnly, "detail", "/currenttime", 200)]
    [InlineData(User, "detail", "/other", 403)]
    [InlineData(NoAccess, "detail", "/currenttime", 403)]
    [InlineData(User, "document", "/currenttime", 200)]
    [InlineData(User, "document", "/other", 403)]
    [InlineData(User, "tools", "/currenttime", 200)]
    [InlineData(User, "tools", "/other", 403)]
    [InlineData(User, "version", "/currenttime", 200)]
    [InlineData(User, "version", "/other", 404)]
    [InlineData(User, "versions", "/currenttime", 200)]
    [InlineData(User, "versions", "/other", 403)]
    [InlineData(NoAccess, "versions", "/currenttime", 403)]
    [InlineData(Admin, "register version", "/currenttime", 201)]
    [InlineData(Operator, "register version", "/currenttime", 403)]
    [InlineData(User, "register version", "/currenttime", 403)]
    [InlineData(NoAccess, "register version", "/currenttime", 403)]
    [InlineData(Owner, "register version", "/other", 403)]
    [InlineData(Admin, "import", "/new", 200)]
    [InlineData(NoAccess, "import", "/new", 403)]
    [InlineData(Operator, "import", "/currenttime", 403)]
    public async Task Caller_Action_Server_Status(string caller, string action, string server, int status)
    {
        await using var host = await RegistryHost.StartAsync();
        await host.RegisterAsync("/currenttime", ("name", "Current Time"), ("tool_list_json", """[{"name":"get_time"}]"""));
        await host.RegisterAsync("/other");
        await host.EnableAsync("/currenttime");

        var answer = await TryAsync(host, caller, action, server);

        Assert.True(status == answer.Status, answer.ToString());
    }

    private static Task<Answer> TryAsync(RegistryHost host, string caller, string action, string server) => action switch
    {
        "register" => host.PostFormAsync(
            caller, "/api/servers/register", ("name", "N"), ("description", "d"), ("path", server), ("proxy_pass_url", "http://new.test/")),
        "toggle" => host.PostFormAsync(caller, "/api/servers/toggle", ("path", server), ("new_state", "true")),
        "legacy toggle" => host.PostFormAsync(caller, "/api/toggle" + server, ("enabled", "on")),
        "edit" => host.PostFormAsync(caller, "/api/edit" + server, ("name", "N"), ("proxy_pass_url", "http://new.test/")),
        "remove" => host.PostFormAsync(caller, "/api/servers/remove", ("path", server)),
        "refresh" => host.PostFormAsync(caller, "/api/refresh" + server),
        "approve" => host.PostJsonAsync(caller, $"/api/servers{server}/tools/approve", ""),
        "rate" => host.PostJsonAsync(caller, $"/api/servers{server}/rate", """{"rating":3}"""),
        "rating" => host.GetAsync(caller, $"/api/servers{server}/rating"),
        "detail" => host.GetAsync(caller, "/api/servers" + server),
        "document" => host.GetAsync(caller, "/api/server_details" + server),
        "tools" => host.GetAsync(caller, "/api/servers/tools" + server),
        "version" => host.GetAsync(caller, $"/v0.1/servers/io.mcpgateway{server}/versions/latest"),
        "versions" => host.GetAsync(caller, $"/api/servers{server}/versions"),
        "register version" => host.PostFormAsync(
            caller, "/api/servers/register", ("name", "N"), ("description", "d"), ("path", server), ("proxy_pass_url", "http://new.test/"),
            ("version", "2")),
        "import" => host.PostJsonAsync(
            caller, "/api/servers/import", $$"""[{"server_name":"N","path":"{{server}}","proxy_pass_url":"http://new.test/"}]"""),
        _ => throw new ArgumentOutOfRangeException(nameof(action), action, "not an action"),
    };
}
