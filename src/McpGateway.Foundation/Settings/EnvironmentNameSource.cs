namespace McpGateway.Foundation.Settings;

/// <summary>Lays the contract's names over the keys of a configuration, as they are when it is built.</summary>
internal sealed class EnvironmentNameSource(IConfiguration configuration) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new Provider(configuration);

    private sealed class Provider(IConfiguration configuration) : ConfigurationProvider
    {
        public override void Load()
        {
            Data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);

            // Backwards, so that the first name of a key is the one that stays.
            foreach (var name in EnvironmentNames.All.Reverse())
            {
                if (configuration[name.Name] is { } value
                    && SettingForms.IsSet(name.Form, value)
                    && SettingForms.Convert(name.Form, value) is { } converted)
                {
                    Lay(name, converted);
                }
            }
        }

        private void Lay(EnvironmentName name, string value)
        {
            foreach (var key in name.Keys.Where(key => !name.Yields || configuration[key] is null))
            {
                Data[key] = value;
            }
        }
    }
}
