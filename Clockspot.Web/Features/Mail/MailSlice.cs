using NodaTime;

namespace Clockspot.Features.Mail;

static class MailSlice
{
    public static void AddMail(this IServiceCollection services)
    {
        services.AddSingleton(MailerOf);
        services.AddSingleton(provider => MailLimits.Of(provider.GetRequiredService<IConfiguration>().GetSection("Mail:PerDay")));
        services.AddSingleton<Postbox>();
        services.AddSingleton<Outbox>();
        services.AddSingleton<MailRound>();
        services.AddHostedService<MailJob>();
        services.AddSingleton<Privacy.IErasable, MailErasure>();
    }

    /// <summary>SMTP where a server is configured; otherwise the outbox in Development and no mail at all elsewhere.</summary>
    static IMailer MailerOf(IServiceProvider services)
    {
        if (SmtpSettings.Of(services.GetRequiredService<IConfiguration>().GetSection("Mail")) is { } settings)
            return new SmtpMailer(settings, services.GetRequiredService<IClock>());
        return services.GetRequiredService<IHostEnvironment>().IsDevelopment() ? new OutboxMailer() : new NoMailer();
    }
}
