/* SPDX-FileCopyrightText: 2026 The Tsunagi authors */
/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Old and variant kanji and the common form of each.
 *
 * For searching, and to offer old forms where a name is written: a person at the desk types the
 * kanji that the keyboard offers first, the register holds the one of the family register. The
 * table holds the old forms of the joyo kanji (the left column of 常用漢字表 in brackets), and the
 * variants met in names of people and places (髙 﨑 邉 齋 濵 桒 舘 𠮷). Different names fall
 * together where the characters are only variants of each other (斎藤 and 斉藤): a list that shows
 * one more person is better than one that lacks her.
 *
 * Pairs of one code point each, the common form second, sorted by the first: add a pair at its
 * place, the unit test checks the order and that no common form is itself in the first column.
 */

#include <wchar.h>

#include "tsn-text.h"

/* wchar_t is UTF-32 wherever GLib runs but on Windows. */
G_STATIC_ASSERT (sizeof (wchar_t) == 4);

static const wchar_t PAIRS[] =
    L"㐂喜丗世乕虎乘乗乹乾亂乱亊事亙亘亞亜亰京仝同伜倅佛仏來来俠侠"
    L"俱倶假仮傳伝僊仙僞偽價価儁俊儉倹儘侭兒児兔兎內内兩両册冊冝宜"
    L"冨富冲沖况況凉涼减減凖準凜凛凞熙凢凡凾函刄刃刋刊剝剥剩剰劍剣"
    L"劑剤劒剣劔剣勛勲勞労勳勲勵励勸勧區区卆卒卋世卷巻卽即參参吞呑"
    L"吳呉吴呉吿告咏詠喆哲單単噓嘘嚙噛嚴厳囊嚢囑嘱囘回囬回囯国圀国"
    L"圈圏國国圍囲圓円圖図團団圡土埓埒埜野堯尭塡填塲場增増墮堕壄野"
    L"壓圧壘塁壤壌壯壮壹壱壺壷壻婿壽寿夘卯夛多夲本奧奥奬奨姊姉姬姫"
    L"姸妍娛娯孃嬢學学寃冤寉鶴寢寝實実寫写寬寛寳宝寶宝將将專専對対"
    L"尓爾尙尚屆届屛屏屬属峯峰峽峡崕崖嵆嵇嵜崎嶋島嶌島嶹島嶽岳巖巌"
    L"巢巣帋紙帶帯幷并廏厩廐厩廚厨廢廃廣広廳庁廸迪廼迺彈弾彌弥彥彦"
    L"徃往徑径從従徵徴德徳恆恒恊協恠怪悅悦悤忽悳徳惠恵惡悪惪徳惱悩"
    L"愼慎慘惨慙慚慤愨憇憩應応懷懐戀恋戞戛戰戦戲戯戶戸戾戻抅拘拂払"
    L"拔抜拜拝挍校挾挟插挿揭掲揷挿搔掻搖揺搜捜摑掴撿検擇択擊撃擔担"
    L"擕携據拠擧挙擴拡攜携攝摂攪撹收収攷考效効敍叙敎教敕勅數数斈学"
    L"斎斉斷断旣既昬昏昻昂晄晃晉晋晚晩晝昼晳晰暎映暸瞭曆暦曉暁曺曹"
    L"曻昇曾曽會会朞期杦杉枏楠枩松柗松柟楠柰奈栁柳栢柏桒桑桝枡桺柳"
    L"條条梹檳棧桟棲栖椙杉椶棕楳梅榘矩榮栄槇槙槗橋槪概樂楽樐櫓樑梁"
    L"樓楼樞枢樣様橫横檜桧檢検檮梼櫁樒櫟檪櫻桜權権欝鬱歐欧歡歓步歩"
    L"歲歳歷歴歸帰歿没殘残殼殻毆殴每毎毓育毗毘氣気沍冱沒没泪涙涉渉"
    L"涌湧涖莅淚涙淛浙淨浄淸清淺浅渊淵渕淵渴渇游遊湼涅溪渓溫温溯遡"
    L"滯滞滿満潑溌潛潜澀渋澁渋澂澄澤沢濕湿濟済濤涛濱浜濳潜濵浜濶闊"
    L"瀆涜瀧滝瀨瀬灌潅灣湾烟煙焰焔煕熙熈熙熏燻燈灯燒焼營営燿耀爐炉"
    L"爭争爲為牀床犂犁犧犠狀状狹狭獎奨獨独獵猟獸獣獻献玅妙珎珍瑤瑶"
    L"瓣弁甁瓶甎磚產産畄留畆畝畒畝畞畝畧略畫画畱留當当疇畴疊畳痳淋"
    L"瘦痩癡痴發発皁皂皃貌皋皐皷鼓盃杯盌椀盖蓋盜盗盡尽眞真眤昵矦侯"
    L"砿鉱硏研碎砕碕崎碗椀礒磯礦鉱礪砺礮砲祕秘祘算祿禄禪禅禮礼禰祢"
    L"禱祷秈籼秊年秌秋稱称稺稚稻稲稾稿穉稚穐秋穗穂穩穏穰穣窑窯窗窓"
    L"窰窯窻窓竃竈竊窃竚佇竝並笶矢筱篠筺筐箏筝篏嵌簑蓑簞箪籏旗籔薮"
    L"籠篭粮糧粹粋糓穀糺糾絋紘絕絶絲糸經経綠緑緖緒緜綿緣縁縣県縱縦"
    L"總総繡繍繦襁繩縄繪絵繫繋繼継續続纖繊缺欠罐缶罸罰羣群翆翠翶翺"
    L"聟婿聨聯聰聡聲声聽聴肅粛肈肇肬疣脉脈脫脱腦脳膽胆臟臓臯皐臺台"
    L"與与舉挙舊旧舍舎舖舗舘館舝轄舩船艷艶艸草苅刈荅答莊荘莖茎莵兎"
    L"菟兎菴庵萊莱萠萌萬万葢蓋葯薬蓡参蔣蒋蔴麻蕚萼薗園薰薫藏蔵藝芸"
    L"藥薬藪薮蘂蕊蘆芦蘓蘇蘤花處処虗虚虛虚號号螢蛍蟬蝉蟲虫蠅蝿蠏蟹"
    L"蠟蝋蠣蛎蠶蚕蠻蛮衂衄衞衛裝装裠裙裡裏覩睹覺覚覽覧觀観觸触諡謚"
    L"諫諌謌歌謠謡證証譯訳譽誉讀読變変讓譲讚讃谿渓豎竪豐豊豫予豬猪"
    L"貍狸貎貌貳弐賍贓賣売賴頼贊賛贒賢跥跺踐践踴踊蹟跡躰体軀躯軄職"
    L"軆体軣轟輕軽轉転辤辞辨弁辭辞辯弁迯逃迹跡逕径逹達逺遠遙遥遞逓"
    L"遯遁遲遅遶繞邇迩邉辺邊辺邨村郞郎鄉郷鄕郷鄰隣醉酔醫医醬醤醱醗"
    L"醻酬釀醸釋釈釼剣鈬鐸鉤鈎銕鉄銳鋭鋪舗錄録錢銭鍳鑑鎗槍鎭鎮鎻鎖"
    L"鏁鎖鐡鉄鐮鎌鐵鉄鑄鋳鑒鑑鑛鉱鑵缶閒間閙鬧閱閲關関阯址陦島陷陥"
    L"陿狭隝島隨随險険隱隠隸隷雙双雜雑雝雍雞鶏霸覇靈霊靍鶴靏鶴靑青"
    L"靜静靣面靭靱韈襪韭韮頋顧頥頤頰頬頴穎頸頚顋腮顏顔顚顛顯顕飜翻"
    L"飮飲餘余餝飾餠餅馿驢駈駆騐験騷騒驅駆驒騨驗験驛駅髓髄體体髙高"
    L"髥髯髮髪鬂鬢鬪闘鬬闘鬭闘鮏鮭鰺鯵鳫雁鴈雁鵝鵞鶯鴬鷄鶏鷗鴎鸖鶴"
    L"鹼鹸鹽塩麁粗麐麟麤粗麥麦麴麹麵麺黃黄黑黒默黙點点黨党鼡鼠齊斉"
    L"齋斉齒歯齡齢龍竜龜亀龝秋龢和﨑崎﨔欅𠀋丈𠮟叱𠮷吉𡈽土𣘺橋𦚰脇"
    L"𩵋魚";

#define N_PAIRS                                                                                    \
  (sizeof PAIRS / sizeof PAIRS[0] / 2) /* the final NUL makes an odd half, dropped                 \
                                        */

gunichar
tsn_text_variant (gunichar character)
{
  gsize low = 0;
  gsize high = N_PAIRS;

  while (low < high)
    {
      gsize middle = (low + high) / 2;

      if ((gunichar) PAIRS[2 * middle] == character)
        return (gunichar) PAIRS[2 * middle + 1];
      if ((gunichar) PAIRS[2 * middle] < character)
        low = middle + 1;
      else
        high = middle;
    }
  return character;
}

guint
tsn_text_old_forms (gunichar character, gunichar old[TSN_TEXT_OLD_FORMS_MAX])
{
  guint n = 0;

  for (gsize i = 0; i < N_PAIRS && n < TSN_TEXT_OLD_FORMS_MAX; i++)
    if ((gunichar) PAIRS[2 * i + 1] == character)
      old[n++] = (gunichar) PAIRS[2 * i];
  return n;
}
