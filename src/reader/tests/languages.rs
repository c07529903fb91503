//! A text in a language that the model was not trained on gets no label, and least of all a confident one.

use reader::Reader;
use record::SentimentLabel;

const MODEL: &[u8] = include_bytes!("../../classifier/models/undertone-en-1.model");

/// What a visitor might write, by ISO 639-1 code (`tl` is Tagalog).
const FOREIGN: [(&str, &str); 42] = [
    ("de", "Ich kann mich seit heute morgen nicht mehr anmelden, bitte helfen Sie mir."),
    ("de", "Wo bleibt mein Paket? Es sollte schon am Montag kommen."),
    ("de", "Super, funktioniert wieder, vielen Dank!"),
    ("fr", "Je n'arrive pas à me connecter depuis ce matin, pouvez-vous m'aider ?"),
    ("fr", "Mon colis n'est toujours pas arrivé, c'est inadmissible."),
    ("fr", "Merci beaucoup, tout marche maintenant."),
    ("es", "No puedo entrar en mi cuenta desde esta mañana, ¿me pueden ayudar?"),
    ("es", "Quiero cancelar mi suscripción y que me devuelvan el dinero."),
    ("it", "Non riesco ad accedere al mio account da stamattina, potete aiutarmi?"),
    ("it", "Il pacco è arrivato rotto, vorrei un rimborso."),
    ("pt", "Não consigo entrar na minha conta desde hoje de manhã, podem ajudar?"),
    ("pt", "Quero cancelar a minha assinatura, por favor."),
    ("nl", "Ik kan sinds vanochtend niet meer inloggen, kunt u mij helpen?"),
    ("nl", "Waar blijft mijn pakket? Het zou maandag komen."),
    ("sv", "Jag kan inte logga in sedan i morse, kan ni hjälpa mig?"),
    ("da", "Jeg kan ikke logge ind siden i morges, kan I hjælpe mig?"),
    ("no", "Pakken min har ikke kommet frem ennå, hva skjer?"),
    ("fi", "En pääse kirjautumaan sisään, voitteko auttaa minua?"),
    ("pl", "Nie mogę się zalogować od dzisiaj rana, proszę o pomoc."),
    ("cs", "Od rána se nemůžu přihlásit, pomůžete mi prosím?"),
    ("hu", "Reggel óta nem tudok bejelentkezni, tudnának segíteni?"),
    ("ro", "Nu pot intra în contul meu de azi dimineață, mă puteți ajuta?"),
    ("tr", "Sabahtan beri hesabıma giremiyorum, yardımcı olur musunuz?"),
    ("id", "Saya tidak bisa masuk ke akun saya sejak pagi, tolong bantu."),
    ("vi", "Tôi không thể đăng nhập từ sáng nay, xin giúp tôi với."),
    ("sw", "Siwezi kuingia kwenye akaunti yangu tangu asubuhi, tafadhali nisaidie."),
    ("hr", "Ne mogu se prijaviti od jutros, možete li mi pomoći?"),
    ("ru", "Я не могу войти в свой аккаунт с утра, помогите пожалуйста."),
    ("uk", "Я не можу увійти до свого облікового запису, допоможіть."),
    ("bg", "Не мога да вляза в профила си от сутринта."),
    ("el", "Δεν μπορώ να συνδεθώ από το πρωί, μπορείτε να βοηθήσετε;"),
    ("ar", "لا أستطيع تسجيل الدخول منذ الصباح، هل يمكنكم المساعدة؟"),
    ("he", "אני לא מצליח להתחבר מהבוקר, אפשר עזרה?"),
    ("hi", "मैं सुबह से लॉग इन नहीं कर पा रहा हूँ, कृपया मदद करें।"),
    ("th", "ฉันเข้าสู่ระบบไม่ได้ตั้งแต่เช้า ช่วยด้วย"),
    ("ja", "今朝からログインできません。助けてください。"),
    ("ko", "오늘 아침부터 로그인이 안 돼요. 도와주세요."),
    ("zh", "我从今天早上起就无法登录，请帮帮我。"),
    ("tl", "Hindi ako makapasok sa account ko mula kaninang umaga, pakitulungan po."),
    ("ms", "Bungkusan saya belum sampai, bila boleh dapat?"),
    ("af", "Ek kan nie aanmeld nie, help my asseblief."),
    ("ca", "No puc entrar al meu compte des d'aquest matí."),
];

/// English that borrows, names and mistypes.
const ENGLISH: [&str; 8] = [
    "Hola! I can't log in to my account, por favor help",
    "My order from the Zürich store never arrived",
    "pls hlp my acc is lcked an i cant get in",
    "The naïve Bayes node in our Übersicht dashboard crashes",
    "thx",
    "Is the croissant à la crème back in stock?",
    "I tried the app on my Xiaomi Redmi and on the Galaxy",
    "still no refund??",
];

#[test]
fn other_languages_are_unknown_and_english_is_read() {
    let reader = Reader::new(MODEL).expect("the shipped model is a model");
    for (code, text) in FOREIGN {
        let analysis = reader.read(text).analysis;
        assert_ne!(analysis.language.as_str(), "en", "{code}: {text}");
        assert_eq!(analysis.sentiment.label, SentimentLabel::Unknown, "{code}: {text}");
        let labels = analysis.emotions.len() + analysis.intents.len() + analysis.signals.len();
        assert_eq!(labels, 0, "{code}: {text}");
    }
    for text in ENGLISH {
        assert_eq!(reader.read(text).analysis.language.as_str(), "en", "{text}");
    }
}
