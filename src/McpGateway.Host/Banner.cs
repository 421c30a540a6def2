using McpGateway.Foundation.Http;
using McpGateway.Identity.Administrators;

namespace McpGateway.Host;

/// <summary>What a person sees after start: where to go, how to sign in, what to paste into a client.</summary>
internal static class Banner
{
    public static void Print(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var addresses = app.Urls.Select(Reachable).DefaultIfEmpty("http://localhost:7860").ToList();
        var address = app.Services.GetRequiredService<PublicOrigin>().Configured ?? addresses[0];
        var notice = app.Services.GetRequiredService<AdministratorNotice>();
        var password = notice.TakeGeneratedPassword();
        if (notice.Remark is { } remark)
        {
            Console.WriteLine($"\n{remark}");
        }

        var ownPassword = password is not null ? "              (shown this once; set ADMIN_PASSWORD to choose your own)\n"
            : notice.IsPasswordChosen ? ""
            : "              (password not known? start once with ADMIN_PASSWORD set to a new one)\n";
        Console.WriteLine(
            $"""

            MCP Gateway & Registry: {string.Join(" and ", addresses)}
              sign in     {address}/login as {notice.UserName}{(password is null ? "" : $" with the password {password}")}
            {ownPassword}  try it      a sample MCP server is at {address}/currenttime/mcp
              Claude Code claude mcp add --transport http currenttime {address}/currenttime/mcp
              VS Code     code --add-mcp '{Snippet(address)}'
              API         {address}/openapi.json

            """);
    }

    /// <summary>An address to click on: "every interface" is none.</summary>
    private static string Reachable(string url)
    {
        var address = BindingAddress.Parse(url);
        return address.Host is "0.0.0.0" or "[::]" or "+" or "*" ? $"{address.Scheme}://localhost:{address.Port}" : url;
    }

    private static string Snippet(string address) =>
        $$"""{"name":"currenttime","type":"http","url":"{{address}}/currenttime/mcp"}""";
}
