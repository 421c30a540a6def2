using McpGateway.Foundation.Http;
using McpGateway.Foundation.Settings;

namespace McpGateway.Identity.Startup;

/// <summary>Binds the <c>Auth</c> section, and keeps what could not be read of it for the validator.</summary>
internal static class IdentityEnvironment
{
    public static void Apply(AuthOptions options, GatewaySettings settings)
    {
        settings.GetSection(AuthOptions.Section).Bind(options);
        foreach (var problem in settings.Problems(AuthOptions.Section))
        {
            options.Unreadable.Add(problem);
        }

        options.PublicUrl = PublicUrlSetting.Read(key => settings[key]);
        if (PublicUrlSetting.Contradicts(key => settings[key]))
        {
            options.Unreadable.Add(
                $"{PublicUrlSetting.FormerKey} is a former name of PUBLIC_URL (Auth:PublicUrl) and names another origin. Remove it.");
        }
    }
}
